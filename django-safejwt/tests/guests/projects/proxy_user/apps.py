from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tests.guests.projects.proxy_user"
    label = "people"
