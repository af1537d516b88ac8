"""Which database the product uses now. It asks the project's routers, as in a project with several tenants."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_chosen = "default"


class Router:
    """Sends every statement to the database that is measured."""

    def db_for_read(self, model: type[Any], **hints: Any) -> str:
        return _chosen

    db_for_write = db_for_read


@contextmanager
def using(alias: str) -> Iterator[None]:
    global _chosen
    before, _chosen = _chosen, alias
    yield
    _chosen = before
