from ...startproject import *

INSTALLED_APPS += ["rest_framework", "drf_spectacular"]
ROOT_URLCONF = "tests.guests.projects.model_permissions.urls"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.DjangoModelPermissions"],
}
install(globals())
