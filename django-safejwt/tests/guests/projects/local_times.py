"""Times have no time zone (USE_TZ = False), in a place without daylight saving time."""

from ..startproject import *
from ..startproject import install

USE_TZ = False
TIME_ZONE = "Asia/Kolkata"
install(globals())
