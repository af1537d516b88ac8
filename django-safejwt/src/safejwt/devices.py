"""The device cookie for your own views: `remember` a browser whose user has just authenticated, or `forget` it."""

from .browser.device_cookie import forget, known_device, remember

__all__ = ["forget", "known_device", "remember"]
