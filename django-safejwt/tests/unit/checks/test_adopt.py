"""The system checks of the logins that `adopt/` exchanges."""

from importlib.util import find_spec
from typing import Any

import pytest
from django.apps import apps
from safejwt.checks import check_settings
from safejwt.contrib.adopt.django_session import DjangoSession

SESSION = "safejwt.contrib.adopt.django_session.DjangoSession"
SUBCLASS = f"{__name__}.Verified"


class Verified(DjangoSession):
    """Refuses users who have not used their second factor."""


def ids() -> list[str | None]:
    return [each.id for each in check_settings(None) if str(each.id)[-3:] in {"070", "071"}]


@pytest.mark.parametrize(
    "value",
    [SESSION, [None], ["nowhere.Kind"], ["safejwt.views.LoginView"], ["safejwt.conf.conf"], {SESSION}, "", None],
)
def test_list_of_classes_is_required(settings: Any, value: Any) -> None:
    settings.SAFEJWT_ADOPT = value
    assert ids() == ["safejwt.E070"]


@pytest.mark.skipif(not find_spec("knox"), reason="The matrix has no other packages.")
def test_package_that_is_not_installed_as_an_app_is_reported(settings: Any) -> None:
    settings.SAFEJWT_ADOPT = ["safejwt.contrib.adopt.knox.Knox"]
    assert ids() == ["safejwt.E070"]


@pytest.mark.parametrize("value", [[], (), [SESSION], (SESSION, SUBCLASS)])
def test_valid_values_pass(settings: Any, value: Any) -> None:
    settings.SAFEJWT_ADOPT = value
    assert ids() == []


@pytest.mark.parametrize("missing", ["SessionMiddleware", "auth.middleware.AuthenticationMiddleware"])
def test_djangos_middleware_is_required(settings: Any, missing: str) -> None:
    settings.SAFEJWT_ADOPT = [SESSION]
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith(missing)]
    assert ids() == ["safejwt.E071"]


@pytest.mark.parametrize(("kind", "expected"), [(SESSION, ["safejwt.W071"]), (SUBCLASS, [])])
def test_login_before_the_second_factor_of_django_otp_is_reported(
    settings: Any, monkeypatch: pytest.MonkeyPatch, kind: str, expected: list[str]
) -> None:
    settings.SAFEJWT_ADOPT, original = [kind], apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "django_otp" or original(name))
    assert ids() == expected
