"""The login of the provider."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView as DjangoLoginView
from django.http import HttpResponse, HttpResponseRedirect

__all__ = ["LoginView"]


class LoginForm(forms.Form):
    email = forms.EmailField(label="Email")

    def __init__(self, request: object, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]


class LoginView(DjangoLoginView):
    """Lets in every email address, without a password."""

    form_class = LoginForm  # type: ignore[assignment]
    template_name = "provider/login.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:  # type: ignore[override]
        email = form.cleaned_data["email"]
        user, _ = User.objects.get_or_create(username=email, defaults={"email": email})
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        login(self.request, user)
        return HttpResponseRedirect(self.get_success_url())
