"""The HTTP status and the meaning of each error code, as in protocol/errors.json."""

from typing import Final, NamedTuple

__all__ = ["ERRORS", "ErrorCode"]


class ErrorCode(NamedTuple):
    status: int
    meaning: str


ERRORS: Final = {
    "validation_error": ErrorCode(400, "One or more fields are invalid; `errors` lists the reasons by field."),
    "parse_error": ErrorCode(400, "The body is not the JSON that this endpoint accepts."),
    "bad_request": ErrorCode(400, "The request is malformed, for example its Host header does not name this server."),
    "link_invalid": ErrorCode(
        400,
        "The token of an email's link is used, expired, not from this server, or its account has changed since.",
    ),
    "not_authenticated": ErrorCode(401, "The endpoint needs an access token and none was sent."),
    "access_token_expired": ErrorCode(401, "The access token is genuine, but has expired."),
    "invalid_token": ErrorCode(401, "The access token is malformed, forged, or not from this server."),
    "session_ended": ErrorCode(
        401,
        "The access token is genuine, but its session was ended: logout, password change, deactivation or revocation.",
    ),
    "invalid_credentials": ErrorCode(
        401, "No active account matches the name and password, or there is no login that adopt/ can exchange."
    ),
    "refresh_token_missing": ErrorCode(401, "There is no refresh cookie."),
    "refresh_token_invalid": ErrorCode(
        401,
        "The refresh cookie is malformed, forged, sent twice, or not from this server.",
    ),
    "refresh_token_expired": ErrorCode(
        401,
        "The session was unused for too long or has reached its absolute lifetime.",
    ),
    "refresh_token_revoked": ErrorCode(
        401,
        "The session was ended: logout, password change, deactivation or revocation.",
    ),
    "refresh_token_reused": ErrorCode(
        401,
        "A refresh token was presented after its successor had been used; the session was ended because "
        "one of the two was stolen.",
    ),
    "csrf_failed": ErrorCode(
        403,
        "The CSRF cookie or header is missing or wrong, or the request comes from an origin that is not allowed.",
    ),
    "permission_denied": ErrorCode(403, "The user is signed in and does not have permission to do this."),
    "reauthentication_required": ErrorCode(403, "The user's last authentication is too old for this sensitive action."),
    "mfa_required": ErrorCode(403, "The user has not authenticated with the factor that this action requires."),
    "email_not_verified": ErrorCode(403, "The user's email address must be confirmed first."),
    "password_required": ErrorCode(
        403,
        "The link is valid and stays valid; it also needs the session of its account, or that account's `password`.",
    ),
    "not_found": ErrorCode(404, "There is nothing at this address, or nothing that this user may see."),
    "method_not_allowed": ErrorCode(
        405,
        "The endpoint does not support this method; the Allow header lists the methods that it supports.",
    ),
    "not_acceptable": ErrorCode(406, "The endpoint responds with JSON only."),
    "body_too_large": ErrorCode(413, "The body is larger than the endpoint accepts."),
    "unsupported_media_type": ErrorCode(415, "The endpoint accepts JSON only."),
    "throttled": ErrorCode(429, "Too many attempts; Retry-After is the number of seconds until the next attempt."),
    "server_error": ErrorCode(500, "The server failed."),
    "service_unavailable": ErrorCode(
        503,
        "The database or the cache cannot be reached; Retry-After is the number of seconds until the next attempt.",
    ),
}
