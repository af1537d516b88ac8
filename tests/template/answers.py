"""The answers that a project can be made with."""

from itertools import product

__all__ = ["ALLAUTH", "OPTIONS"]

DATABASES, LANGUAGES = ("sqlite", "postgresql"), ("en-de", "en")
OPTIONS = [("--database", database, "--languages", languages) for database, languages in product(DATABASES, LANGUAGES)]
ALLAUTH = [
    ("--accounts", "allauth", "--database", "sqlite"),
    ("--accounts", "allauth", "--database", "postgresql", "--no-passkeys", "--languages", "en"),
]
