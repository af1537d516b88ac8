"""Write `.env` from `.env.example`, with a fresh secret for each empty value."""

import os
import re
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

example = (ROOT / ".env.example").read_text()
text = re.sub(r"^(\w+)=''$", lambda line: f"{line[1]}='{secrets.token_urlsafe(48)}'", example, flags=re.M)
# Readable by its owner alone from the start.
with open(os.open(ROOT / ".env", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
    file.write(text)
print("Wrote .env with fresh secrets")
