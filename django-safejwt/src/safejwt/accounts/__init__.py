"""Account flows for any user model: confirming an address, resetting and changing passwords, deleting the account.

Settings::

    INSTALLED_APPS += ["safejwt.accounts"]
    SAFEJWT_ACCOUNTS_LINK_BASE = "https://app.example.com"

URLs, beside the package's own::

    path("users/", include("safejwt.accounts.urls"))

docs/guides/accounts.md has the endpoints, the settings and the mails.
"""
