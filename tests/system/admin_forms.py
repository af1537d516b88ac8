"""Forms of the admin."""

from typing import Any

__all__ = ["form_of"]


def form_of(response: Any) -> dict[str, Any]:
    """The fields of the form on an admin page, ready to be sent back."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    fields: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("last_login", "date_joined"):
            fields[f"{name}_0"], fields[f"{name}_1"] = (value.date(), value.time()) if value else ("", "")
        elif value is True or (value not in (None, False) and name != "password"):
            fields[name] = value
    return fields
