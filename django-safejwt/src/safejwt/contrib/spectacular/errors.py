"""What each error code means, as in protocol/errors.json."""

from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final = {
    "validation_error": "One or more fields were refused; `errors` lists the reasons by field.",
    "parse_error": "The body is not the JSON this endpoint takes.",
    "bad_request": "The request itself is malformed, for example its Host header is not one of this server's names.",
    "link_invalid": (
        "The token of a mail's link is used, too old, not one of this server's, or what it was for has changed."
    ),
    "not_authenticated": "The endpoint needs an access token and none was sent.",
    "access_token_expired": "The access token is genuine, and its time is over.",
    "invalid_token": "The access token is malformed, forged, or not one of this server's.",
    "session_ended": (
        "The access token is genuine, but its session was ended: logout, password change, deactivation or revocation."
    ),
    "invalid_credentials": "No active account matches the name and password given.",
    "refresh_token_missing": "There is no refresh cookie.",
    "refresh_token_invalid": "The refresh cookie is malformed, forged, sent twice, or not one of this server's.",
    "refresh_token_expired": "The session was unused for too long or has reached its absolute lifetime.",
    "refresh_token_revoked": "The session was ended: logout, password change, deactivation or revocation.",
    "refresh_token_reused": (
        "A refresh token was presented again after its successor had been used; the session was "
        "ended because one of the two was stolen."
    ),
    "csrf_failed": (
        "The CSRF cookie or header is missing or wrong, or the request comes from an origin that is not allowed."
    ),
    "permission_denied": "The person is signed in and may not do this.",
    "reauthentication_required": (
        "It has been too long since the person showed who he is, for an action as sensitive as this one."
    ),
    "email_not_verified": "The person's e-mail address has to be confirmed before this.",
    "password_required": (
        "The link is good and stays so; it also takes the session of the account that it is about, "
        "or that account's `password`."
    ),
    "not_found": "There is nothing at this address, or nothing this person may know of.",
    "method_not_allowed": "The endpoint does not take this method; the Allow header lists those it takes.",
    "not_acceptable": "The endpoint answers JSON only.",
    "body_too_large": "The body is larger than the endpoint takes.",
    "unsupported_media_type": "The endpoint takes JSON only.",
    "throttled": "Too many tries; Retry-After says in how many seconds the next one counts.",
    "server_error": "The server met a fault of its own.",
    "service_unavailable": "The database or the cache cannot be reached; Retry-After says when to try again.",
}
