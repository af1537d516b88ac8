"""Security events for your own views: `record` one, or read the `request_id` under which a request is recorded."""

from .audit.events import LEVELS, record, request_id

__all__ = ["LEVELS", "record", "request_id"]
