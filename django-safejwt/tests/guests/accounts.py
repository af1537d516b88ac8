"""The same, with the account flows of safejwt.accounts: password reset, re-authentication, deletion."""

from .startproject import *

INSTALLED_APPS += ["safejwt.accounts"]
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
# The steps send the emails. A thread of the process would send them at another time.
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
