"""Account flows for any user model with an email address.

They cover email verification, registration by email, password reset and change, email change and
account deletion.

Settings::

    INSTALLED_APPS += ["safejwt.accounts"]
    SAFEJWT_ACCOUNTS_LINK_BASE = "https://app.example.com"

URLs, beside those of the package itself::

    path("users/", include("safejwt.accounts.urls"))

docs/guides/accounts.md describes the endpoints, the settings and the emails.
"""
