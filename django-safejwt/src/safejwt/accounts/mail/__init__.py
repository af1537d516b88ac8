"""The outbox: emails are queued by requests, and rendered and sent after the response.

`delivery.send_due` sends what is queued. It is not listed here: it imports the flows, and they
import this package.
"""

from .client import client_details
from .outbox import queue

__all__ = ["client_details", "queue"]
