"""The settings of this package, one declaration each."""

from .table import conf

__all__ = ["conf"]
