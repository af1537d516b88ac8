"""What the backends of all other tests logged is searched for secrets when they stop (security bar K2); that it is, is tested here."""

from pathlib import Path

import pytest
from harness.backend import Backend, running
from harness.handed_out import HANDED_OUT, assert_none_in
from harness.user import PASSWORD
from harness.postgresql import PostgreSQL

STRANGE_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzaWQiOiIxMjM0In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"


@pytest.mark.parametrize("secret", [PASSWORD, STRANGE_TOKEN], ids=["a password", "a token nobody was given"])
def test_secret_in_a_log_is_found_and_not_repeated(tmp_path: Path, secret: str) -> None:
    log = tmp_path / "log"
    HANDED_OUT.learn(PASSWORD)
    log.write_text(f"shop, orders.py:12: 'nothing'\nshop, orders.py:13: 'got {secret}'\n")
    with pytest.raises(RuntimeError, match=r"shop, orders\.py:13") as raised:
        assert_none_in(log)
    assert secret not in str(raised.value)


def log_a_cookie(backend: Backend) -> None:
    user = backend.somebody()
    assert user.send("GET", "csrf/", headers={"X-Fault": "log the cookies"}).status == 200


def test_backend_that_logs_a_cookie_fails_its_test(postgres: PostgreSQL) -> None:
    postgres.copy("template", "talkative")
    with (
        pytest.raises(RuntimeError, match=r"a secret was logged: shop, .*fault_points\.py:\d+"),
        running(postgres.url("talkative"), "talkative", WEB_CONCURRENCY="1") as backend,
    ):
        log_a_cookie(backend)
