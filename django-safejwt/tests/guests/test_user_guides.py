"""The guides about users, pasted into new projects, and what their users do."""

from pathlib import Path

import pytest

from .guides import blocks
from .pasted import URLS, Project, follow, new_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


def test_custom_users_have_their_fields_and_change_them(project: Project) -> None:
    follow(project, "custom-users.md").tell(
        """
User.objects.create_user("ada", "ada@example.com", PASSWORD, role="manager")
browser = log_in("ada")
own = browser.get("/users/auth/").json()
assert own.keys() == {"id", "username", "email", "name", "role"}, own
assert browser.patch("/api/profile/", {"name": "Ada L.", "role": "none"}, format="json").json() == {**own, "name": "Ada L."}
assert expect(browser.post("/users/token/"), 200).json()["user"]["name"] == "Ada L."
User.objects.update(role="guest")
expect(browser.get("/users/auth/"), 401)
try:
    User.objects.create(username="ADA", email="other@example.com").validate_constraints()
except Exception as error:
    assert "users_username" in str(error), error
else:
    raise AssertionError
"""
    )


def test_visitors_register_with_the_fields_of_the_project(project: Project) -> None:
    model = """
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    phone = models.CharField(max_length=20)
"""
    settings = 'INSTALLED_APPS += ["users"]\nAUTH_USER_MODEL = "users.User"'
    own = 'from users.views import WelcomeView\nurlpatterns += [path("welcome/", WelcomeView.as_view())]'
    follow(project, "registration.md", ("users/models.py", model), ("settings.py", settings), routes="").paste(
        [("urls.py", own)]
    ).tell(
        """
ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD, "phone": "+1 555 0100", "terms": True}
refused = expect(visitor().post("/users/", {**ada, "terms": False}, format="json"), 400).json()
assert refused["errors"] == {"terms": ["Accept the terms."]}, refused
browser = visitor()
browser.take(expect(browser.post("/users/", ada, format="json"), 201))
expect(browser.get("/users/auth/"), 200)
assert User.objects.get().phone == ada["phone"]
refused = expect(visitor().post("/users/", {**ada, "username": "Ada"}, format="json"), 400).json()
assert refused["errors"].keys() == {"username"}, refused
refused = expect(visitor().post("/users/", {**ada, "username": "eve", "password2": "x"}, format="json"), 400).json()
assert refused["errors"].keys() == {"password2"}, refused
expect(visitor().post("/welcome/", {**ada, "username": "bob"}, format="json"), 201)
assert User.objects.get(username="bob").groups.get().name == "newcomers"
"""
    )


def test_users_without_a_username_log_in_by_email_in_any_case(project: Project) -> None:
    without = [("users/migrations/__init__.py", ""), ("urls.py", URLS), *blocks("email-login.md", "Without")]
    register = 'from safejwt.views import RegisterView\nurlpatterns += [path("users/", RegisterView.as_view())]'
    project.paste([*without, ("urls.py", register)]).tell(
        """
call_command("check", fail_level="WARNING")
ada = {"email": "ada@example.com", "password": PASSWORD}
expect(visitor().post("/users/", ada, format="json"), 201)
refused = expect(visitor().post("/users/", {**ada, "email": "ADA@example.com"}, format="json"), 400).json()
assert refused["errors"].keys() == {"email"}, refused
assert log_in(" ADA@Example.com").get("/users/auth/").json()["email"] == "ada@example.com"
refused = expect(visitor().post("/users/login/", {**ada, "password": "wrong"}, format="json"), 401).json()
assert refused["detail"] == "No active account matches this email address and password.", refused
refused = expect(visitor().post("/users/login/", {"username": "ada@example.com", "password": PASSWORD}, format="json"), 400)
assert refused.json()["errors"].keys() == {"email"}, refused.json()
User.objects.create_superuser("root@example.com", PASSWORD)
assert User.objects.get(email="root@example.com").is_staff
"""
    )


def test_sentences_name_what_users_log_in_by(project: Project) -> None:
    own = [
        ("members/migrations/__init__.py", ""),
        ("settings.py", 'INSTALLED_APPS += ["members"]\nAUTH_USER_MODEL = "members.Member"'),
        ("urls.py", URLS),
        ("urls.py", 'from safejwt.views import RegisterView\nurlpatterns += [path("users/", RegisterView.as_view())]'),
    ]
    project.paste([*own, *blocks("email-login.md", "What users read")]).tell(
        """
ada = {"phone": "+4930123456", "email": "ada@example.com", "password": PASSWORD}
expect(visitor().post("/users/", ada, format="json"), 201)
refused = expect(visitor().post("/users/", ada, format="json"), 400).json()
assert refused["errors"] == {"phone": ["This phone number is taken."]}, refused
refused = expect(visitor().post("/users/login/", {**ada, "password": "wrong"}, format="json"), 401).json()
assert refused["detail"] == "No active account matches this phone number and password.", refused
"""
    )


def test_users_with_a_username_log_in_by_either(project: Project) -> None:
    both = [
        ("settings.py", text) for file, text in blocks("email-login.md", "By username") if file == "settings.py: both"
    ]
    assert both
    project.paste([*both, ("urls.py", URLS)]).tell(
        """
call_command("check", fail_level="WARNING")
User.objects.create_user("ada", "ada@example.com", PASSWORD)
for name in ("ada", "ada@example.com", "ADA@example.com"):
    assert log_in(name).get("/users/auth/").json()["username"] == "ada"
"""
    )


# What the page leaves to its reader: the functions that know codes, and the URLs.
CODES = """
from django.contrib.auth import get_user_model


def is_code_of(user, code):
    return code == "123456"


def user_of_code(code):
    return get_user_model().objects.filter(username="ada").first() if code == "123456" else None


def user_of_partner(request):
    return get_user_model().objects.get(username="ada")
"""
CUSTOM_URLS = """
from django.http import JsonResponse
from users import code_login, partner, payouts

def plain(request):
    return JsonResponse({"user": request.user.get_username(), "role": request.auth["role"]})

urlpatterns += [
    path("code/", code_login.CodeLoginView.as_view()),
    path("partner/", partner.sign_in),
    path("leave/", partner.sign_out),
    path("payouts/", payouts.PayoutView.as_view()),
    path("orders/", payouts.OrderView.as_view()),
    path("plain/", plain),
]
"""


def test_logins_claims_and_views_can_be_customized(project: Project) -> None:
    follow(project, "customizing.md", ("users/codes.py", CODES)).paste([("urls.py", CUSTOM_URLS)]).tell(
        """
User.objects.create_user("ada", password=PASSWORD)
body = {"username": "ada", "password": PASSWORD, "code": "654321"}
expect(visitor().post("/users/login/", body, format="json"), 401)
expect(visitor().post("/users/login/", {**body, "code": ""}, format="json"), 400)
browser = log_in("ada", code="123456")
assert expect(browser.get("/plain/"), 200).json() == {"user": "ada", "role": "member"}
expect(browser.post("/payouts/"), 403)
expect(browser.delete("/orders/"), 403)
expect(visitor().post("/code/", {"code": "0"}, format="json"), 401)
browser = visitor()
browser.take(expect(browser.post("/code/", {"code": "123456"}, format="json"), 200))
expect(browser.post("/payouts/"), 403)
browser = visitor()
browser.take(expect(browser.post("/partner/"), 200))
assert expect(browser.post("/payouts/"), 200).json() == {"paid": True}
expect(browser.delete("/orders/"), 204)
expect(browser.post("/leave/"), 204)
expect(browser.get("/users/auth/"), 401)
"""
    )


# What a project of 2020 has, and its package for settings.
PROJECT_OF_2020 = [
    ("settings.py", 'import decouple\nINSTALLED_APPS += ["rest_framework", "users"]\nAUTH_USER_MODEL = "users.User"'),
    ("settings.py", 'REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}'),
    ("settings.py", 'REFRESH_TOKEN_SECRET = decouple.config("DJANGO_REFRESH_TOKEN_SECRET")'),
    ("urls.py", 'from django.urls import include\nurlpatterns += [path("users/", include("users.urls"))]'),
    ("users/migrations/__init__.py", ""),
    (
        "users/models.py",
        """
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    email = models.EmailField("email address", unique=True)
""",
    ),
    (
        "users/serializers.py",
        """
from django.contrib.auth import get_user_model
from rest_framework import serializers


class UserDetailSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["username", "email", "id", "last_login", "date_joined"]
""",
    ),
]
DECOUPLE = """
import os

def config(name, default=None, cast=str):
    return cast(os.environ.get(name, default))
"""


def test_project_of_2020_moves_here(tmp_path: Path) -> None:
    project = Project(tmp_path).start().paste([*PROJECT_OF_2020, *blocks("from-the-2020-guide.md")])
    (tmp_path / "decouple.py").write_text(DECOUPLE)
    story = """
call_command("check", fail_level="WARNING")
browser = visitor()
ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
user = browser.take(expect(browser.post("/users/", ada, format="json"), 201))["user"]
assert user.keys() == {"id", "username", "email", "last_login", "date_joined"}, user
browser.take(expect(browser.post("/users/login/", {"username": "ada", "password": PASSWORD}, format="json"), 200))
assert browser.get("/users/auth/").json()["email"] == "ada@example.com"
own = f"/users/{user['id']}/"
changed = expect(browser.post(own, {"username": "countess", "password": "another harbor of brass"}, format="json"), 200)
assert changed.json()["username"] == "countess"
User.objects.create_user("eve", "eve@example.com")
expect(browser.get(f"/users/{user['id'] + 1}/"), 404)
browser.take(expect(browser.get("/users/token/"), 200))
expect(browser.get("/users/logout/"), 204)
expect(browser.get(own), 401)
"""
    project.tell(story, {"DJANGO_DEBUG": "True"})
