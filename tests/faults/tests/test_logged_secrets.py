"""Every backend that stops has its log searched for secrets.

These tests show that the search works.
"""

from pathlib import Path

import pytest
from harness.backend import Backend, running
from harness.postgresql import PostgreSQL
from harness.secrets_guard import KNOWN_SECRETS, assert_no_secret_in
from harness.user import PASSWORD

UNKNOWN_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzaWQiOiIxMjM0In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"


@pytest.mark.story
@pytest.mark.parametrize("secret", [PASSWORD, UNKNOWN_TOKEN], ids=["a password", "an unknown token"])
def test_secret_in_a_log_is_found_and_not_repeated(tmp_path: Path, secret: str) -> None:
    log = tmp_path / "log"
    KNOWN_SECRETS.learn(PASSWORD)
    log.write_text(f"shop, orders.py:12: 'nothing'\nshop, orders.py:13: 'got {secret}'\n")
    with pytest.raises(RuntimeError, match=r"shop, orders\.py:13") as raised:
        assert_no_secret_in(log)
    assert secret not in str(raised.value)


def log_a_cookie(backend: Backend) -> None:
    user = backend.create_user()
    assert user.send("GET", "csrf/", headers={"X-Fault": "log the cookies"}).status == 200


def test_backend_that_logs_a_cookie_fails_its_test(postgres: PostgreSQL) -> None:
    postgres.copy("template", "talkative")
    with (
        pytest.raises(RuntimeError, match=r"a secret was logged: shop, .*fault_points\.py:\d+"),
        running(postgres.url("talkative"), "talkative", WEB_CONCURRENCY="1") as backend,
    ):
        log_a_cookie(backend)
