from django.conf.urls.i18n import i18n_patterns

from ...urls import admin, api

urlpatterns = i18n_patterns(*api, *admin)
