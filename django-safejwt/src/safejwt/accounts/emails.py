"""Every kind of email and of request for one, by the name that its rows and templates have."""

from collections.abc import Mapping
from typing import Final

from .flows.data_export import DataExported
from .flows.deletion import AccountDeleted
from .flows.email_change import EmailChange, EmailChanged, EmailChangeNotice
from .flows.password_change import PasswordChanged
from .flows.password_reset import PasswordReset, PasswordResetRequest, PasswordWasReset
from .flows.registration import AddressKnown, Register, RegistrationRequest
from .flows.security_alerts import NewDevice, SessionReused
from .flows.username_change import UsernameChanged
from .flows.verification import VerificationRequest, VerifyEmail
from .mail.messages import Email, EmailRequest

__all__ = ["EMAILS"]

EMAILS: Final[Mapping[str, Email | EmailRequest]] = {
    email.kind: email
    for email in (
        VerifyEmail(),
        VerificationRequest(),
        Register(),
        RegistrationRequest(),
        AddressKnown(),
        PasswordReset(),
        PasswordResetRequest(),
        PasswordWasReset(),
        PasswordChanged(),
        UsernameChanged(),
        EmailChange(),
        EmailChangeNotice(),
        EmailChanged(),
        DataExported(),
        AccountDeleted(),
        NewDevice(),
        SessionReused(),
    )
}
