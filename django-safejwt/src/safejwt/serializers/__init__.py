"""The shape of requests and responses. Nothing here issues tokens."""

from .adopt import AdoptSerializer
from .bounded import BoundedCharField, BoundedEmailField, BoundedModelSerializer
from .login import LoginSerializer
from .registration import RegisterSerializer
from .responses import DeviceSerializer, EventSerializer, UserSerializer, user_data
from .user_writing import UserWriteSerializer

__all__ = [
    "AdoptSerializer",
    "BoundedCharField",
    "BoundedEmailField",
    "BoundedModelSerializer",
    "DeviceSerializer",
    "EventSerializer",
    "LoginSerializer",
    "RegisterSerializer",
    "UserSerializer",
    "UserWriteSerializer",
    "user_data",
]
