from ...accounts import *

MIDDLEWARE.insert(2, "django.middleware.locale.LocaleMiddleware")
ROOT_URLCONF = "tests.guests.projects.languages.urls"
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("de", "Deutsch")]
TIME_ZONE = "Asia/Kathmandu"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH: list[str] = []
GUEST = Guest(users="/ar/users/", things="/ar/things/", fields={"email": "ada@example.com"})
install(globals())
