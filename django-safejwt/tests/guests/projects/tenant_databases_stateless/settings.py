from ..tenant_databases.settings import *

SAFEJWT_SESSION_CHECK = "none"
