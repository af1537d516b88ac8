from typing import Any

__all__ = ["not_blocked"]


def not_blocked(user: Any) -> bool:
    return bool(user is not None and user.is_active and not user.last_name.startswith("blocked"))
