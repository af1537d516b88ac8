"""Access tokens are verified without a query (SAFEJWT_SESSION_CHECK = "none")."""

from ..startproject import *

SAFEJWT_SESSION_CHECK = "none"
install(globals())
