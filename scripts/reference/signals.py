"""The page of the signals: those of the package by their docstrings, and Django's."""

from collections.abc import Iterator
from typing import Final

import griffe

from .docstrings import markdown, module
from .markdown import written_by

__all__ = ["page"]

HEAD: Final = """\
# Signals

{written_by}
A signal is sent once per change, after the change has been written, by the request or command that wrote it. If the
caller has opened a transaction, the receiver runs inside it; use `transaction.on_commit` to wait for its end. A receiver
that raises stops nothing, unless its signal says so: Django logs the error on `django.dispatch`.

```python
from django.dispatch import receiver
from safejwt.signals import session_ended


@receiver(session_ended)
def close_connections(sid, reason, **kwargs):
    print(f"Session {{sid}} ended: {{reason}}.")
```

## Django's signals
They are sent too. The sender is the user model, and `request` Django's request.

| signal | when |
|---|---|
| `user_logged_in` | A session started. It is sent first, so a receiver that raises `PermissionDenied` refuses the login. |
| `user_login_failed` | The credentials of `login/` were wrong. |
| `user_logged_out` | Users ended the session of their browser, with `logout/`, `logout/everywhere/` or `sessions/<sid>/`. It is sent after the end. |
"""
MODULES: Final = {
    "signals": "The sender is `safejwt.models.RefreshToken`, unless the signal says another one.",
    "accounts.signals": "The sender is the user model, unless the signal says another one.",
}


def page() -> str:
    lines = [HEAD.format(written_by=written_by("the docstrings of the signals"))]
    for path, about in MODULES.items():
        lines += [f"## `safejwt.{path}`\n", f"{about}\n", *_signals(module(path))]
    return "\n".join(lines)


def _signals(found: griffe.Module) -> Iterator[str]:
    for name in map(str, found.exports or ()):
        yield f"### `{name}`\n"
        yield f"{markdown(found[name])}\n"
