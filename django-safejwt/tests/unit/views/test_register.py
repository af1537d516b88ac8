"""RegisterView of the package and of safejwt.accounts, for any user model."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, connection, models
from django.db.models.functions import Lower
from django.urls import include, path
from rest_framework import serializers
from safejwt.accounts import views as accounts
from safejwt.accounts.mail.delivery import send_due
from safejwt.accounts.models import PendingRegistration
from safejwt.db import compiled
from safejwt.models import RefreshToken
from safejwt.serializers import RegisterSerializer, taken_values, user_writing, wording
from safejwt.testing import BrowserClient
from safejwt.views import RegisterView

from tests.conftest import PASSWORD, T0

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [
    path("users/", include("safejwt.urls")),
    path("users/", RegisterView.as_view()),
    path("accounts/", include("safejwt.accounts.urls")),
    path("accounts/", accounts.RegisterView.as_view()),
]

User = get_user_model()
NAME = User.USERNAME_FIELD
# For each user model, what it does not have is ignored.
GRACE = {"username": "grace", "name": "grace", "email": "grace@example.com", "password": PASSWORD}
VIEWS = ["/users/"] if user_writing.email_field() is None else ["/users/", "/accounts/"]
has_email = pytest.mark.skipif(user_writing.email_field() is None, reason="no email field")


@pytest.fixture
def register(browser: BrowserClient) -> Callable[..., Any]:
    browser.get("/users/csrf/")

    def post(to: str = "/users/", **changes: Any) -> Any:
        return browser.post(to, {**GRACE, **changes}, format="json")

    return post


@pytest.fixture
def long_passwords(settings: Any) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": "safejwt.password_validators.LengthValidator"}]


def errors(response: Any) -> dict[str, list[str]]:
    assert (response.status_code, response.json()["code"]) == (400, "validation_error")
    assert "accessToken" not in response.json()
    return dict(response.json()["errors"])


@pytest.mark.parametrize("to", VIEWS)
def test_registration_creates_a_user_and_starts_a_session(
    browser: BrowserClient, register: Any, to: str, settings: Any
) -> None:
    response = register(to)
    assert response.status_code == 201
    browser.take(response)
    user = User.objects.get()
    assert user.get_username() == GRACE[NAME]
    assert user.check_password(PASSWORD)
    assert browser.get("/users/auth/").json() == response.json()["user"]
    assert browser.post("/users/token/").status_code == 200


def test_session_may_end_with_the_browser(register: Any) -> None:
    assert not register(remember=False).cookies["__Host-Http-refreshtoken"]["max-age"]
    assert not RefreshToken.objects.get().remember


@pytest.mark.parametrize("field", [NAME, *User.REQUIRED_FIELDS, "password"])
@pytest.mark.parametrize("value", ["", None, [], {}, 12.5j])
def test_required_fields_are_required(browser: BrowserClient, register: Any, field: str, value: Any) -> None:
    if isinstance(value, complex):
        body = {name: each for name, each in GRACE.items() if name != field}
        assert list(errors(browser.post("/users/", body, format="json"))) == [field]
    else:
        assert list(errors(register(**{field: value}))) == [field]
    assert not User.objects.exists()


def test_fields_that_are_not_declared_are_ignored(register: Any) -> None:
    extra = {"is_staff": True, "is_superuser": True, "is_active": False, "id": 77, "pk": 77, "number": 77}
    assert register(**extra, last_login="2000-01-01T00:00:00Z", groups=[1], terms="accepted").status_code == 201
    user = User.objects.get()
    assert not getattr(user, "is_staff", False)
    assert not getattr(user, "is_superuser", False)
    assert user.is_active
    assert user.pk != 77


@pytest.mark.parametrize("name", ["password2", "confirmPassword", "password_confirmation", "re_password", "PASSWORD1"])
def test_repeated_password_has_to_be_the_same(register: Any, name: str) -> None:
    for different in (PASSWORD + "x", PASSWORD.upper(), "", None, 7, [PASSWORD]):
        assert errors(register(**{name: different})) == {name: ["The passwords are not the same."]}
    assert not User.objects.exists()
    assert register(**{name: PASSWORD}).status_code == 201


def test_repeated_password_is_compared_as_it_is_stored(register: Any) -> None:
    assert register(password="correct hörse battery", password2="correct ho\u0308rse\u00a0battery").status_code == 201


def test_many_repeated_passwords_give_a_short_response(register: Any) -> None:
    found = errors(register(**{f"password{number}{'x' * 500}": "" for number in range(90)}))
    assert len(found) == 5
    assert max(map(len, found)) == 64


def test_password_validators_know_the_user(register: Any, settings: Any) -> None:
    validation = "django.contrib.auth.password_validation"
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": f"{validation}.MinimumLengthValidator"},
        {"NAME": f"{validation}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": [NAME]}},
    ]
    assert len(errors(register(password=GRACE[NAME][:5]))["password"]) == 2
    assert not User.objects.exists()
    assert register().status_code == 201


@pytest.mark.parametrize("change", [str, str.upper, lambda name: f" {name} "], ids=["same", "case", "spaces"])
def test_taken_username_is_reported(register: Any, change: Callable[[str], str]) -> None:
    register()
    others = {"username": "other", "email": "other@example.com", NAME: change(GRACE[NAME])}
    assert list(errors(register(**others))) == [NAME]
    assert User.objects.count() == 1


def test_username_that_its_normal_form_makes_too_long_is_reported(register: Any) -> None:
    length: Any = User._meta.get_field(NAME).max_length
    ligature = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"
    changes = {NAME: ligature * (length // 2) if NAME != "email" else f"{ligature * (length // 2)}@example.com"}
    assert list(errors(register(**changes))) == [NAME]


@pytest.mark.parametrize("to", VIEWS)
def test_values_taken_by_a_concurrent_request_are_reported(
    register: Any, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    """The other request commits after the check of this one."""
    register()
    found = iter([{}])
    check = taken_values.taken_values
    monkeypatch.setattr(user_writing, "taken_values", lambda *a, **k: next(found, check(*a, **k)))
    assert NAME in errors(register(to))
    assert (User.objects.count(), RefreshToken.objects.count()) == (1, 1)


def test_values_of_a_row_that_cannot_be_seen_are_reported(register: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A default manager hides it, or the transaction began before it was committed."""
    register()
    monkeypatch.setattr(user_writing, "taken_values", lambda *a, **k: {})
    assert errors(register()) == {"non_field_errors": ["One of these values is already in use."]}
    assert User.objects.count() == 1


def test_other_integrity_errors_are_faults(register: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise IntegrityError("NOT NULL constraint failed: users.plan")

    monkeypatch.setattr(User, "save", fail)
    with pytest.raises(IntegrityError):
        register()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("to", VIEWS)
def test_no_transaction_is_open_while_hashing(register: Any, monkeypatch: pytest.MonkeyPatch, to: str) -> None:
    open_while_hashing: list[bool] = []
    hashed = user_writing.hashed

    def watched(password: str) -> str:
        open_while_hashing.append(connection.in_atomic_block)
        return hashed(password)

    monkeypatch.setattr(user_writing, "hashed", watched)
    assert register(to).status_code == 201
    assert open_while_hashing == [False]


@pytest.mark.django_db(transaction=True)
def test_user_without_a_session_is_not_kept(
    browser: BrowserClient, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise ValueError("full")

    browser.raise_request_exception = False
    monkeypatch.setattr(compiled, "insert", fail)
    assert register().status_code == 500
    assert not User.objects.exists()


def test_registrations_are_limited(register: Any, clock: Any, settings: Any) -> None:
    statuses = [register(password="").status_code for _ in range(21)]
    assert statuses == [400] * 20 + [429]
    clock.shift(timedelta(hours=2))
    settings.SAFEJWT_REGISTER_RATE = None
    assert [register(password="").status_code for _ in range(30)] == [400] * 30


@pytest.mark.parametrize("headers", [{"HTTP_X_CSRFTOKEN": "x" * 32}, {"HTTP_ORIGIN": "https://evil.example"}])
def test_other_sites_cannot_register(register: Any, browser: BrowserClient, headers: dict[str, str]) -> None:
    assert browser.post("/users/", GRACE, format="json", **headers).json()["code"] == "csrf_failed"
    assert not User.objects.exists()


class WithTerms(RegisterSerializer):
    terms = serializers.BooleanField(write_only=True)

    class Meta(RegisterSerializer.Meta):
        fields = [*RegisterSerializer.Meta.fields, "terms"]

    def validate_terms(self, value: bool) -> bool:
        if not value or self.context["request"].method != "POST":
            raise serializers.ValidationError("Accept the terms.")
        return value

    def create(self, validated_data: dict[str, Any]) -> Any:
        del validated_data["terms"]
        return super().create(validated_data)


def test_serializer_is_a_setting(register: Any, settings: Any) -> None:
    settings.SAFEJWT_REGISTER_SERIALIZER = f"{__name__}.WithTerms"
    assert errors(register(terms=False)) == {"terms": ["Accept the terms."]}
    assert list(errors(register())) == ["terms"]
    assert register(terms=True).status_code == 201


@has_email
def test_registration_sends_the_link_that_confirms_the_email(register: Any) -> None:
    register("/accounts/")
    list(send_due())
    assert [message.to for message in mail.outbox] == [["grace@example.com"]]


@has_email
def test_registration_by_email_looks_no_email_up(register: Any, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    User(**{name: value for name, value in GRACE.items() if hasattr(User, name)}).save()
    answers = [register("/accounts/", username="other", **email) for email in ({}, {"email": "new@example.com"})]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert User.objects.count() == 1
    pending = PendingRegistration.objects.last()
    assert pending is not None
    assert PASSWORD not in str(pending.fields)
    assert "remember" not in pending.fields


@has_email
@pytest.mark.skipif(NAME == "email", reason="the username is the email")
def test_registration_by_email_reports_a_taken_username(register: Any, settings: Any) -> None:
    settings.SAFEJWT_ACCOUNTS_REGISTRATION = "mail"
    register()
    assert list(errors(register("/accounts/", email="new@example.com"))) == [NAME]


@pytest.mark.parametrize("to", VIEWS)
def test_values_of_other_users_are_named_in_our_words(register: Any, to: str) -> None:
    register(to)
    words = {"username": "This username is taken.", "email": "This email address is taken."}
    assert errors(register(to))[NAME] == [words.get(NAME, f"This {NAME} is taken.")]


@pytest.mark.skipif(not issubclass(User, AbstractUser), reason="the username has another rule")
def test_username_that_breaks_the_rule_gets_it_in_our_words(register: Any) -> None:
    assert errors(register(username="a b")) == {"username": ["Use letters, digits and @ . + - _ only."]}
    assert errors(register(username="a" * 151)) == {"username": ["At most 150 characters."]}


@pytest.mark.parametrize("message", ["Letters only.", None])
def test_sentence_of_the_projects_own_validator_stays(message: str | None) -> None:
    own = UnicodeUsernameValidator(message=message)
    assert (wording.reworded(own) is own) == (message is not None)
    regex = RegexValidator("a")
    assert wording.reworded(regex) is regex


def test_sentence_of_the_projects_own_field_stays() -> None:
    assert wording.taken_sentences("username", ValidationError("Somebody has %(it)s.", params={"it": "it"})) == [
        "Somebody has it."
    ]
    assert wording.taken_sentences("locker", ValidationError(models.Field.default_error_messages["unique"])) == [
        "This value is taken."
    ]


def test_constraints_name_their_fields() -> None:
    constraints = [
        models.UniqueConstraint(Lower("email"), name="expression"),
        models.UniqueConstraint("phone", name="field"),
        models.UniqueConstraint(fields=["team", "phone"], name="together"),
        models.UniqueConstraint(fields=["team"], condition=models.Q(phone=""), name="partial"),
    ]
    names = [sorted(taken_values._fields_of(each)) for each in constraints]
    assert names == [["email"], ["phone"], ["phone", "team"], ["team"]]


def test_columns_are_stored_as_json(user: Any) -> None:
    serializer = RegisterSerializer(data={**GRACE})
    assert serializer.is_valid()
    if any(field.name == "date_joined" for field in User._meta.fields):
        serializer.validated_data["date_joined"] = T0
        assert serializer.fields_of_user()["date_joined"] == "2026-11-23T12:00:00Z"
    assert set(serializer.fields_of_user()) >= {NAME, "password"}


@pytest.mark.parametrize("to", VIEWS)
@pytest.mark.usefixtures("long_passwords")
def test_all_fields_are_reported_at_once(register: Any, to: str) -> None:
    assert register(to).status_code == 201
    assert set(errors(register(to, password="short"))) >= {NAME, "password"}


@pytest.mark.parametrize("to", VIEWS)
@pytest.mark.usefixtures("long_passwords")
def test_field_that_is_wrong_by_itself_hides_no_other_error(register: Any, to: str) -> None:
    """The password is missing, and the name is taken."""
    assert register(to).status_code == 201
    assert set(errors(register(to, password=None))) >= {NAME, "password"}
    assert set(errors(register(to, **{NAME: None}, password="short"))) >= {NAME, "password"}


def test_body_that_is_no_object_is_one_error(register: Any, browser: BrowserClient) -> None:
    assert set(errors(browser.post("/users/", ["x"], format="json"))) == {"non_field_errors"}
