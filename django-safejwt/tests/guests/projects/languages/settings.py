from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts"]
MIDDLEWARE.insert(2, "django.middleware.locale.LocaleMiddleware")
ROOT_URLCONF = "tests.guests.projects.languages.urls"
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("de", "Deutsch")]
TIME_ZONE = "Asia/Kathmandu"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH: list[str] = []
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(users="/ar/users/", things="/ar/things/", fields={"email": "ada@example.com"})
install(globals())
