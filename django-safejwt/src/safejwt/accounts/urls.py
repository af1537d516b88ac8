"""The endpoints of the account flows, to include beside those of `safejwt.urls`."""

from django.urls import path

from . import views

urlpatterns = [
    path("email/", views.EmailView.as_view(), name="safejwt-email"),
    path("email/verify/", views.EmailVerifyView.as_view(), name="safejwt-email-verify"),
    path("email/verify/resend/", views.EmailVerifyResendView.as_view(), name="safejwt-email-verify-resend"),
    path("email/change/", views.EmailChangeView.as_view(), name="safejwt-email-change"),
    path("email/change/confirm/", views.EmailChangeConfirmView.as_view(), name="safejwt-email-change-confirm"),
    path("links/check/", views.LinkCheckView.as_view(), name="safejwt-link-check"),
    path("password/change/", views.PasswordChangeView.as_view(), name="safejwt-password-change"),
    path("password/reset/", views.PasswordResetView.as_view(), name="safejwt-password-reset"),
    path("password/reset/confirm/", views.PasswordResetConfirmView.as_view(), name="safejwt-password-reset-confirm"),
    path("reauthenticate/", views.ReauthenticateView.as_view(), name="safejwt-reauthenticate"),
    path("sessions/<uuid:sid>/forget/", views.SessionForgetView.as_view(), name="safejwt-session-forget"),
    path("account/export/", views.AccountExportView.as_view(), name="safejwt-account-export"),
    path("account/secure/", views.AccountSecureView.as_view(), name="safejwt-account-secure"),
    path("account/", views.AccountView.as_view(), name="safejwt-account"),
]
