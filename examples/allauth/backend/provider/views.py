"""The login of the provider."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponse
from django.views.generic import FormView

__all__ = ["LoginView"]


class LoginForm(forms.Form):
    email = forms.EmailField()


class LoginView(RedirectURLMixin, FormView):  # type: ignore[type-arg]  # not generic when it runs
    """Lets in every email address, without a password."""

    form_class = LoginForm
    template_name = "provider/login.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        email = form.cleaned_data["email"]
        user, _ = get_user_model().objects.get_or_create(username=email, defaults={"email": email})
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        login(self.request, user)
        return super().form_valid(form)
