"""A setting is kept until Django's settings hold another value."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from safejwt.conf import conf, setting
from safejwt.conf.setting import Rule, Setting

_ANY = Rule("safejwt.E020", "anything", "anything", lambda value: True)


class Counting:
    """A converter that counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, value: Any) -> Any:
        self.calls += 1
        return f"<{value}>"


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def declared(counting: Counting) -> Any:
    """An object with one setting, `SAFEJWT_EXAMPLE`."""
    return type("Declared", (), {"example": Setting("SAFEJWT_EXAMPLE", "default", _ANY, counting)})()


@pytest.mark.parametrize("is_set", [True, False])
def test_value_is_converted_once(declared: Any, counting: Counting, settings: Any, is_set: bool) -> None:
    if is_set:
        settings.SAFEJWT_EXAMPLE = "set"
    assert {declared.example for _ in range(3)} == {"<set>" if is_set else "<default>"}
    assert counting.calls == 1


def test_override_settings_takes_effect_and_ends(declared: Any) -> None:
    assert declared.example == "<default>"
    with override_settings(SAFEJWT_EXAMPLE="outer"):
        assert declared.example == "<outer>"
        with override_settings(SAFEJWT_EXAMPLE="inner"):
            assert declared.example == "<inner>"
        assert declared.example == "<outer>"
    assert declared.example == "<default>"


def test_assignment_and_deletion_take_effect(declared: Any) -> None:
    with override_settings():
        assert declared.example == "<default>"
        django_settings.SAFEJWT_EXAMPLE = "assigned"
        assert declared.example == "<assigned>"
        django_settings.SAFEJWT_EXAMPLE = "assigned again"
        assert declared.example == "<assigned again>"
        del django_settings.SAFEJWT_EXAMPLE
        assert declared.example == "<default>"


def test_default_that_depends_on_another_setting_follows_it() -> None:
    with override_settings(DEBUG=False):
        assert (conf.cookie_secure, conf.refresh_cookie_name) == (True, "__Host-Http-refreshtoken")
        # As Django's test runner does.
        django_settings.DEBUG = True
        assert (conf.cookie_secure, conf.refresh_cookie_name) == (False, "refreshtoken")
    assert conf.cookie_secure


def test_default_is_asked_once_until_a_setting_it_depends_on_changes(settings: Any) -> None:
    asked: list[bool] = []

    def default() -> bool:
        asked.append(bool(django_settings.DEBUG))
        return asked[-1]

    example = Setting("SAFEJWT_EXAMPLE", default, _ANY, depends_on=("SAFEJWT_COOKIE_SECURE", "DEBUG"))
    declared = type("Declared", (), {"example": example})()
    settings.DEBUG = False
    assert [declared.example for _ in range(3)] == [False] * 3
    settings.DEBUG = True
    assert [declared.example for _ in range(3)] == [True] * 3
    assert asked == [False, True]
    settings.SAFEJWT_COOKIE_SECURE = True
    assert declared.example
    assert asked == [False, True, True]


def test_settings_object_of_another_package_is_read_each_time(
    declared: Any, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """dynaconf replaces the object, and reloads its values."""
    other = SimpleNamespace(SAFEJWT_EXAMPLE="first")
    monkeypatch.setattr(setting, "settings", other)
    monkeypatch.setattr(setting, "_django", {})
    assert declared.example == "<first>"
    other.SAFEJWT_EXAMPLE = "second"
    assert declared.example == "<second>"
    del other.SAFEJWT_EXAMPLE
    assert declared.example == "<default>"


def test_settings_that_are_configured_after_the_import() -> None:
    script = """
from django.core.exceptions import ImproperlyConfigured
from safejwt.conf import conf
try:
    conf.issuer
except ImproperlyConfigured:
    print("not configured")
from django.conf import settings
settings.configure(SAFEJWT_ISSUER="shop", DEBUG=True)
print(conf.issuer, conf.audience, conf.cookie_secure)
settings.SAFEJWT_AUDIENCE = "app"
print(conf.audience)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={})
    assert run.stdout.splitlines() == ["not configured", "shop safejwt False", "app"]
