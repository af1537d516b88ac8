"""Security events as sentences, for administrators. They suit both the user of an event and others who read it."""

from collections.abc import Mapping
from typing import Final

from django.contrib.auth import get_user_model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .field_labels import field_label

__all__ = ["SENTENCES", "sentence_of"]

SENTENCES: Final[Mapping[str, Promise]] = {
    "account_exported": _("Account data downloaded"),
    "account_secured": _("Account secured with the link in an email"),
    "authn_link_password_fail": _("Wrong password on the page of an emailed link"),
    "authn_login_fail": _("Login failed"),
    "authn_login_success": _("Logged in"),
    "authn_password_change": _("Password changed"),
    "authn_password_change_fail": _("Password not changed: the current one was wrong"),
    "authn_password_reset": _("New password chosen with the link in an email"),
    "authn_password_reset_request": _("An administrator sent a link to choose a new password"),
    "authn_reauthentication_fail": _("Wrong password for a sensitive action"),
    "authn_reauthentication_success": _("Password confirmed"),
    "authn_token_invalid": _("A forged or foreign token was refused"),
    "authn_token_retry_elsewhere": _("A session was continued from two places"),
    "authn_token_reuse": _("A session may have been copied, and was ended"),
    "authn_token_revoked": _("A device was logged out"),
    "authz_change": _("Permissions changed by an administrator"),
    "breach_list_unavailable": _("The list of breached passwords was unavailable"),
    "cache_unavailable": _("The cache was unavailable"),
    "client_address_unknown": _("The network address was unknown"),
    "email_change": _("Email address changed"),
    "email_change_request": _("Email change requested"),
    "email_change_withdrawn": _("Email change canceled"),
    "email_verified": _("Email address confirmed"),
    "excess_rate_limit_exceeded": _("Too many attempts"),
    "link_invalid": _("An invalid link was refused"),
    "mail_given_up": _("An email could not be sent"),
    "mail_not_sent": _("An email could not be sent yet"),
    "mail_sent": _("Email sent"),
    "malicious_csrf": _("A request from elsewhere was refused"),
    "session_use_after_expire": _("A session that had ended was used"),
    "user_created": _("Account created"),
    "user_updated": _("Account changed"),
}
"""By event, for those that the history keeps."""

_BY_REASON: Final[Mapping[tuple[str, str], Promise]] = {
    ("authn_token_retry_elsewhere", "both"): _("A session was continued in two browsers on two networks"),
    ("authn_token_retry_elsewhere", "browser"): _("A session was continued in two browsers"),
    ("authn_token_retry_elsewhere", "network"): _("A session was continued from two networks"),
    ("authn_token_revoked", "evicted"): _(
        "The device unused for the longest time was logged out: too many were logged in"
    ),
    ("authn_token_revoked", "forgotten"): _("A device was logged out and forgotten"),
    ("authn_token_revoked", "logout"): _("Logged out"),
    ("authn_token_revoked", "replaced"): _("A new login in the same browser ended a session"),
    ("authn_token_revoked", "restored_backup"): _("A session that did not match the database was ended"),
    ("authn_token_revoked", "reused"): _("A session that may have been copied was ended"),
    ("authn_token_revoked", "revoked"): _("A device was logged out from elsewhere"),
    ("excess_rate_limit_exceeded", "emails"): _("Further emails were not sent: there had been several already"),
    ("mail_sent", "address_known"): _("Email about an attempted registration sent"),
    ("mail_sent", "data_exported"): _("Alert about downloaded account data sent"),
    ("mail_sent", "email_change"): _("Link to confirm the new email address sent"),
    ("mail_sent", "email_change_notice"): _("Email change alert sent"),
    ("mail_sent", "email_changed"): _("Email change alert sent"),
    ("mail_sent", "new_device"): _("Login alert sent"),
    ("mail_sent", "password_changed"): _("Password change alert sent"),
    ("mail_sent", "password_reset"): _("Password reset link sent"),
    ("mail_sent", "password_was_reset"): _("Password change alert sent"),
    ("mail_sent", "session_reused"): _("Alert about a copied session sent"),
    ("mail_sent", "username_changed"): _("Alert about changed login details sent"),
    ("mail_sent", "verify_email"): _("Link to confirm the email address sent"),
    ("user_updated", "deactivated"): _("Account deactivated"),
    ("user_updated", "reactivated"): _("Account reactivated"),
}


def sentence_of(event: str, reason: str = "") -> str:
    """Return the sentence in the active language. An event of another version is named with spaces."""
    if (event, reason) == ("user_updated", "renamed"):
        return gettext("%(label)s changed") % {"label": capfirst(field_label(get_user_model().USERNAME_FIELD))}
    found = _BY_REASON.get((event, reason)) or SENTENCES.get(event)
    return gettext("Security event: %(event)s") % {"event": event.replace("_", " ")} if found is None else str(found)
