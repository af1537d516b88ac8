"""How a protected request checks its session: with the database, or not at all."""

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import UserManager
from django.db import connection, models, transaction
from django.test.utils import isolate_apps
from django.urls import path
from django.utils import timezone
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import sessions
from safejwt.authentication import _key, authenticate_token
from safejwt.db.statement import Statement
from safejwt.errors import SessionEnded
from safejwt.handlers import APIError
from safejwt.models import RefreshToken
from safejwt.sessions import admission, query, rotation
from safejwt.testing import BrowserClient
from safejwt.tokens import AccessClaims, read_access_token
from safejwt.views import ProtectedView

from tests.presenting import refresh_later
from tests.project.models import UndatedUser

pytestmark = pytest.mark.django_db


def status(browser: BrowserClient) -> int:
    return int(browser.get("/users/auth/").status_code)


def fields(instance: Any) -> dict[str, Any]:
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}


class TestDatabase:
    def test_session_and_user_are_read_by_one_statement(self, user: Any, django_assert_num_queries: Any) -> None:
        tokens = sessions.start(user)
        with django_assert_num_queries(1):
            session = query.find_session(tokens.sid)
            assert session is not None
            assert session.user == user

    def test_instances_equal_those_of_the_orm(self, user: Any) -> None:
        tokens = sessions.start(user, user_agent="Browser", ip="2001:db8::1")
        ours = query.find_session(tokens.sid)
        theirs = RefreshToken.objects.select_related("user").get()
        assert ours is not None

        assert fields(ours) == fields(theirs)
        assert fields(ours.user) == fields(theirs.user)
        assert ours._state.db == theirs._state.db == ours.user._state.db
        assert not ours._state.adding
        assert not ours.user.get_deferred_fields()

    def test_check_reads_the_part_of_the_row_that_it_rests_on(self, user: Any) -> None:
        sid = sessions.start(user).sid
        ours, row = query.find_checked_session(sid), RefreshToken.objects.get()
        assert ours is not None

        parts = {field.name: getattr(ours, field.name) for field in dataclasses.fields(ours)}
        assert parts.pop("user") == row.user
        assert parts == {name: getattr(row, name) for name in parts}
        assert fields(ours.user) == fields(row.user)
        assert not ours.user.get_deferred_fields()

    def test_catching_up_is_left_out_if_the_row_has_changed_since(self, user: Any) -> None:
        session = query.find_checked_session(sessions.start(user).sid)
        assert session is not None
        RefreshToken.objects.update(generation=3)
        before = fields(RefreshToken.objects.get())
        claims = AccessClaims("1", session.pk, generation=2, issued_at=0, expires_at=0)
        rotation._catch_up_checked(session, claims, timezone.now())
        assert fields(RefreshToken.objects.get()) == before

    @pytest.mark.filterwarnings("ignore:Using percent signs in a column alias")  # Django 6.1 and later
    def test_statement_with_a_percent_sign_in_a_name_has_a_positional_parameter(self) -> None:
        """Django writes the sign twice, so that `%s` may occur in the name."""
        rows = RefreshToken.objects.all()
        assert Statement.of(rows).is_named
        assert not Statement.of(rows.annotate(**{"%s": models.Value(1)})).is_named

    def test_an_unknown_session_is_none(self, db: None) -> None:
        assert query.find_session(uuid4()) is None
        assert query.find_checked_session(uuid4()) is None

    def test_statement_is_compiled_once(self, user: Any) -> None:
        query._statement.cache_clear()
        for _ in range(3):
            query.find_session(sessions.start(user).sid)
        assert query._statement.cache_info().misses == 1

    def test_user_whom_the_default_manager_hides_is_refused(
        self, user: Any, signed_in: BrowserClient, monkeypatch: Any
    ) -> None:
        """As Django's own sessions do. The statement itself does not use the manager, as `session.user` does not."""

        class Hiding(UserManager[Any]):
            def get_queryset(self) -> Any:
                return super().get_queryset().none()

        hiding = Hiding()
        hiding.model, hiding.name = type(user), "objects"
        monkeypatch.setitem(vars(type(user)._meta), "default_manager", hiding)
        query._statement.cache_clear()
        assert not type(user)._default_manager.exists()
        session = query.find_session(RefreshToken.objects.get().pk)
        assert session is not None
        assert session.user == RefreshToken.objects.select_related("user").get().user == user
        assert status(signed_in) == 401

    def test_sessions_are_never_read_from_a_replica(
        self, clock: Any, user: Any, settings: Any, credentials: dict[str, str]
    ) -> None:
        class Router:
            def db_for_read(self, model: Any, **hints: Any) -> str | None:
                assert model is not RefreshToken, "a session was read from a replica"
                return None

        browser = BrowserClient()
        settings.DATABASE_ROUTERS = [Router()]
        browser.sign_in(user)
        browser.take(browser.post("/users/token/"))
        refresh_later(browser, clock)
        assert status(browser) == 200
        assert browser.post("/users/logout/").status_code == 204
        assert status(browser) == 401

    @pytest.mark.parametrize("end", ["logout", "revoked elsewhere", "reused", "deactivated", "password", "deleted"])
    @pytest.mark.django_db(transaction=True)
    def test_end_of_a_session_takes_effect_at_once(
        self, clock: Any, signed_in: BrowserClient, user: Any, end: str
    ) -> None:
        match end:
            case "logout":
                token = signed_in.access_token
                signed_in.post("/users/logout/")
                signed_in.access_token = token
                signed_in.cookies["csrftoken"] = "x" * 32
            case "revoked elsewhere":
                sessions.end_all(user)
            case "reused":
                stolen = signed_in.cookies["__Host-Http-refreshtoken"].value
                for _ in range(2):
                    refresh_later(signed_in, clock)
                signed_in.cookies["__Host-Http-refreshtoken"] = stolen
                assert signed_in.post("/users/token/").json()["code"] == "refresh_token_reused"
            case "deactivated":
                user.is_active = False
                user.save()
            case "password":
                user.set_password("another password entirely")
                user.save()
            case "deleted":
                user.delete()
        assert status(signed_in) == 401

    @pytest.mark.parametrize("kind", ["proxy", "deleted proxy", "child"])
    @pytest.mark.django_db(transaction=True)
    @isolate_apps("tests.project")
    def test_changes_through_proxy_and_child_models_take_effect_at_once(
        self, signed_in: BrowserClient, user: Any, kind: str
    ) -> None:
        class Colleague(type(user)):  # type: ignore[misc]  # which model it is, a variable says
            class Meta:
                app_label, proxy = "project", True

        class Customer(type(user)):  # type: ignore[misc]  # as above
            code = models.BigAutoField(primary_key=True)
            person = models.OneToOneField(type(user), models.CASCADE, parent_link=True, related_name="+")

            class Meta:
                app_label = "project"

        if kind == "proxy":
            colleague = Colleague.objects.get()
            colleague.is_active = False
            colleague.save()
        elif kind == "deleted proxy":
            Colleague.objects.get().delete()
        else:
            with connection.schema_editor() as editor:
                editor.create_model(Customer)
            try:
                customer = Customer(code=77, person_id=user.pk, **{**fields(user), "is_active": False})
                # The parent row exists already. With a default for the key, Django would insert it again.
                customer._state.adding = False
                customer.save()
            finally:
                with connection.schema_editor() as editor:
                    editor.delete_model(Customer)
        assert not type(user).objects.filter(is_active=True).exists()
        assert status(signed_in) == 401

    @pytest.mark.django_db(transaction=True)
    def test_rolled_back_change_ends_no_session(self, signed_in: BrowserClient, user: Any) -> None:
        with transaction.atomic():
            sessions.end_all(user)
            transaction.set_rollback(True)
        assert status(signed_in) == 200

    def test_expired_session_is_refused(self, signed_in: BrowserClient, user: Any) -> None:
        session = RefreshToken.objects.get()
        claims = read_access_token(str(signed_in.access_token), now=timezone.now())
        with pytest.raises(SessionEnded):
            sessions.check(claims, now=session.expires_at)


class TestNone:
    @pytest.fixture
    def trusting(self, settings: Any, signed_in: BrowserClient) -> BrowserClient:
        settings.SAFEJWT_SESSION_CHECK = "none"
        return signed_in

    def test_user_is_loaded_on_first_use_beyond_the_id(
        self, trusting: BrowserClient, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(0):
            assert trusting.get("/untouched/").status_code == 200
        with django_assert_num_queries(1):
            assert status(trusting) == 200

    def test_key_of_the_user_is_read_from_the_token(
        self, settings: Any, user: Any, django_assert_num_queries: Any
    ) -> None:
        settings.SAFEJWT_SESSION_CHECK = "none"
        trusted, _ = authenticate_token(sessions.start(user).access_token)
        with django_assert_num_queries(0):
            keys = [trusted.pk, getattr(trusted, user._meta.pk.attname)]
        with django_assert_num_queries(1):
            assert trusted.get_username() == user.get_username()
            keys += [trusted.pk, getattr(trusted, user._meta.pk.attname)]
        assert keys == [user.pk] * 4
        assert {type(key) for key in keys} == {type(user.pk)}

    @pytest.mark.parametrize("gone", ["deactivated", "deleted"])
    def test_key_is_known_and_the_rest_refused_once_the_user_is_gone(self, settings: Any, user: Any, gone: str) -> None:
        settings.SAFEJWT_SESSION_CHECK = "none"
        key, (trusted, _) = user.pk, authenticate_token(sessions.start(user).access_token)
        if gone == "deleted":
            user.delete()
        else:
            type(user).objects.update(is_active=False)
        assert trusted.pk == key
        for read in (str, hash, lambda user: user.is_staff, lambda user: user == trusted):
            with pytest.raises(APIError):
                read(trusted)

    @pytest.mark.parametrize(
        ("field", "user_id", "key"),
        [
            (models.BigAutoField(), "7", 7),
            (models.UUIDField(), str(UUID(int=7)), UUID(int=7)),
            (models.CharField(), "ada", "ada"),
            # The keys of another user model, and a field that only the project understands.
            (models.BigAutoField(), "ada", None),
            (models.UUIDField(), UUID(int=7).hex, None),
            (models.BigAutoField(), "07", None),
            (type("Shortened", (models.BigAutoField,), {"__module__": "shop.fields"})(), "7", None),
        ],
    )
    def test_key_is_read_from_the_token_if_nothing_else_can_be_meant(self, field: Any, user_id: str, key: Any) -> None:
        assert _key(field, user_id) == key

    def test_token_is_valid_until_it_expires(self, settings: Any, user: Any, clock: Any) -> None:
        settings.SAFEJWT_SESSION_CHECK = "none"
        browser = BrowserClient()
        browser.sign_in(user)
        sessions.end_all(user)
        assert browser.get("/untouched/").status_code == 200
        clock.shift(timedelta(minutes=5))
        assert browser.get("/untouched/").json()["code"] == "access_token_expired"

    @pytest.mark.parametrize("gone", ["deactivated", "deleted"])
    def test_inactive_or_deleted_user_is_401_when_loaded(
        self, trusting: BrowserClient, user: Any, settings: Any, gone: str
    ) -> None:
        settings.SAFEJWT_EVENT_HISTORY = timedelta(days=1)
        if gone == "deleted":
            user.delete()
        else:
            type(user).objects.update(is_active=False)
        assert status(trusting) == 401
        # It needs the key alone, too.
        assert trusting.get("/users/events/").status_code == 401
        # A view that reads the key alone.
        assert trusting.get("/echo/").status_code == 200

    def test_user_model_without_is_active_column(self, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        bare = UndatedUser.objects.create(pk=77, name="ada")
        monkeypatch.setattr(admission, "user_model", lambda: UndatedUser)
        assert admission.find_admitted_user("77") == bare
        monkeypatch.setattr(UndatedUser, "is_active", False)
        assert admission.find_admitted_user("77") is None

    def test_user_is_read_from_the_primary_database(self, trusting: BrowserClient, user: Any, settings: Any) -> None:
        class Router:
            def db_for_read(self, model: Any, **hints: Any) -> str | None:
                assert not issubclass(model, type(user)), "a user was read from a replica"
                return None

        settings.DATABASE_ROUTERS = [Router()]
        assert status(trusting) == 200

    def test_csrf_is_checked(self, trusting: BrowserClient) -> None:
        trusting.cookies["csrftoken"] = "x" * 32
        assert status(trusting) == 403


def test_connection_stays_usable(user: Any) -> None:
    query.find_session(uuid4())
    assert connection.is_usable()


class OfStaff(ProtectedView):
    permission_classes = (IsAdminUser,)

    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("staff/", OfStaff.as_view())]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("check", ["database", "none"])
def test_revoked_permission_is_refused_at_the_next_request(
    browser: BrowserClient, make_user: Any, settings: Any, check: str
) -> None:
    settings.SAFEJWT_SESSION_CHECK = check
    user = make_user("grace", is_staff=True)
    browser.sign_in(user)
    assert [browser.get("/staff/").status_code for _ in range(2)] == [200, 200]
    user.is_staff = False
    user.save()
    assert browser.get("/staff/").status_code == 403
