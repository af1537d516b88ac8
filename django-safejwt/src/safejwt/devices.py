"""The device cookie for your own views: `remember` a browser whose user has just authenticated."""

from .browser.device_cookie import known_device, remember

__all__ = ["known_device", "remember"]
