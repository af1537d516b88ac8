from typing import Any


class AuthRouter:
    """As in https://docs.djangoproject.com/en/stable/topics/db/multi-db/#an-example, with our apps beside the users."""

    labels = {"auth", "contenttypes", "admin", "sessions", "safejwt", "safejwt_accounts"}

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "auth_db" if model._meta.app_label in self.labels else None

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        return True if {first._meta.app_label, second._meta.app_label} & self.labels else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        return db == "auth_db" if app_label in self.labels else None


class OtherRouter:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "primary"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return db == "primary"
