"""Times have no time zone (USE_TZ = False), in a place without daylight saving time."""

from ..startproject import *

USE_TZ = False
TIME_ZONE = "Asia/Kolkata"
install(globals())
