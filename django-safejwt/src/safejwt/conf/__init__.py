"""The settings of this package, one declaration each. No other module reads Django's settings."""

from .setting import parse_rates
from .table import conf

__all__ = ["conf", "parse_rates"]
