"""Measure whether timing reveals that an account exists: login, registration by email, requests for links.

From the root of the repository: .venv/bin/python benchmarks/server/accounts.py [REPETITIONS]; `make bench` runs it too.

Three user models are measured, each on SQLite and PostgreSQL: Django's own user, found by username and by address; a
user whose username is the address; and the reference project with its own settings. Requests for known, confirmed,
deactivated and unknown users go through the whole WSGI stack in turn. The email server takes 50 ms per email; the
thread of the process calls it, as in production.

Passwords are hashed with fewer rounds than in production, so that the work around the hash is a larger share. The
results are medians of the elapsed time, and of the processor time of the request's own thread, which other load does
not affect. A gap of 10 % or 20 ms of processor time fails.
"""

import io
import json
import logging
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "ACCOUNTS.md"
PASSWORD, WRONG = "correct horse battery staple", "correct horse battery stable"
PAIR = "a" * 32
PROJECT = "users.User"
MODELS = {
    "auth.User": "username and address",
    "project.UUIDUser": "address as the username",
    PROJECT: "the reference project",
}
USERS = ("known", "confirmed", "deactivated", "unknown")
# Limits of the gap between the slowest and the fastest median of the processor time.
MOST_OF_IT, MOST_MS = 0.10, 20.0
ROUNDS = 10_000

Send = Callable[[str, dict[str, str]], tuple[float, float, str, bytes]]
Body = Callable[[str], dict[str, str]]
Row = dict[str, Any]


def main(repetitions: int) -> int:
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "scripts" / "bare-machine")]
    import postgres  # noqa: PLC0415 - only the parent process needs it

    rows: list[Row] = []
    for database in ("SQLite", "PostgreSQL"):
        for model in MODELS:
            with tempfile.TemporaryDirectory(prefix="safejwt-", dir="/tmp") as folder:
                running = postgres.server(Path(folder)) if database == "PostgreSQL" else nullcontext()
                with running as url:
                    rows += measured(repetitions, model, folder, database, {"DATABASE_URL": url} if url else {})
    RESULTS.write_text(report(rows, repetitions))
    wide = [row for row in rows if is_wide(row)]
    for row in wide:
        say(f"TOO WIDE: {row['database']}, {row['model']}, {row['name']}: {gap_of(row['processor'])[0]:.1%}")
    return 1 if wide else 0


def measured(repetitions: int, model: str, folder: str, database: str, variables: dict[str, str]) -> list[Row]:
    path = [str(ROOT / "django-safejwt"), str(ROOT / "backend"), os.environ.get("PYTHONPATH", "")]
    variables = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", **variables, "PYTHONPATH": os.pathsep.join(path)}
    words = [sys.executable, __file__, str(repetitions), model, folder]
    say(f"{database}, {model} ({MODELS[model]})")
    subprocess.run(words, check=True, env={**os.environ, **variables})  # noqa: S603 - this file
    rows: list[Row] = json.loads(Path(folder, "rows.json").read_text())
    return [{"database": database, "model": MODELS[model], **row} for row in rows]


def gap_of(medians: dict[str, float]) -> tuple[float, float]:
    """The gap between the slowest and the fastest median: relative to the fastest, and in milliseconds."""
    least, most = min(medians.values()), max(medians.values())
    return (most - least) / least, most - least


def is_wide(row: Row) -> bool:
    part, milliseconds = gap_of(row["processor"])
    return part >= MOST_OF_IT or milliseconds >= MOST_MS


def report(rows: list[Row], repetitions: int) -> str:
    lines = [
        "# Whether timing reveals who has an account",
        "",
        "`benchmarks/server/accounts.py` writes this page and describes what is measured.",
        "",
        f"Each number is a median of {repetitions} requests, in ms of processor time of the request's thread. The",
        "gaps are those of the processor time and of the elapsed time. Passwords are hashed with",
        f"{ROUNDS:,} rounds of PBKDF2. A gap of 10 % or 20 ms of processor time fails.",
        "",
        f"| database | users | request | {' | '.join(USERS)} | gap | gap of the elapsed time |",
        f"|---|---|---|{'---|' * len(USERS)}---|---|",
    ]
    for row in rows:
        medians = " | ".join(f"{row['processor'][who]:.2f}" for who in USERS)
        gaps = " | ".join(
            f"{gap_of(row[what])[0]:.1%}, {gap_of(row[what])[1]:.2f} ms" for what in ("processor", "elapsed")
        )
        lines.append(f"| {row['database']} | {row['model']} | {row['name']} | {medians} | {gaps} |")
    return "\n".join(lines) + "\n"


def measure(repetitions: int, model: str, folder: str) -> None:
    send = set_up(model)
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - Django has to be set up before
    from safejwt.accounts.flows.verification import mark_verified  # noqa: PLC0415

    users = get_user_model().objects
    for name, active in (("known", True), ("confirmed", True), ("deactivated", False)):
        user = users.create_user(username=name, email=f"{name}@example.com", password=PASSWORD, is_active=active)
        if name == "confirmed":
            mark_verified(user)
    rows = [
        compared(name, send, path, body, repetitions)
        for name, path, body in requests(get_user_model().USERNAME_FIELD, model)
    ]
    Path(folder, "rows.json").write_text(json.dumps(rows))


def requests(field: str, model: str) -> list[tuple[str, str, Body]]:
    found: list[tuple[str, str, Body]] = [
        ("login by address, wrong password", "login/", lambda who: {field: f"{who}@example.com", "password": WRONG}),
        ("`password/reset/`", "password/reset/", lambda who: {"email": f"{who}@example.com"}),
        ("`email/verify/resend/`", "email/verify/resend/", lambda who: {"email": f"{who}@example.com"}),
    ]
    if field == "username":
        by_name: Body = lambda who: {field: who, "password": WRONG}  # noqa: E731
        found.append(("login by name, wrong password", "login/", by_name))
    if model == PROJECT:
        number = count()
        register: Body = lambda who: {  # noqa: E731
            "username": f"user{next(number)}",
            "email": f"{who}@example.com",
            "password": PASSWORD,
        }
        found.append(("registration by email", "", register))
    return found


def compared(name: str, send: Send, path: str, body: Body, repetitions: int) -> Row:
    responses, elapsed, worked = set(), defaultdict(list), defaultdict(list)
    for _ in range(repetitions):
        # In a random order, so that background work of one request affects the others equally.
        for who in random.sample(USERS, len(USERS)):
            seconds, processor, status, text = send(path, body(who))
            responses.add((status, text))
            elapsed[who].append(seconds * 1000)
            worked[who].append(processor * 1000)
            if path != "login/":
                time.sleep(0.01)  # requests arrive one after another; emails of one are sent during the next
    if len(responses) > 1:
        raise SystemExit(f"{name} got different responses: {responses}")
    row = {"name": name, "status": next(iter(responses))[0]}
    for what, taken in (("elapsed", elapsed), ("processor", worked)):
        row[what] = {who: statistics.median(taken[who]) for who in USERS}
    part, milliseconds = gap_of(row["processor"])
    say(f"  {name} ({row['status']}): {row['processor']}; gap {milliseconds:.2f} ms ({part:.1%})")
    return row


def set_up(model: str) -> Send:
    import django  # noqa: PLC0415

    logging.disable()
    slow_mail_server()
    if model == PROJECT:
        configure_project()
    else:
        configure(model)
    django.setup()
    if model != PROJECT:
        mount()
    from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: PLC0415
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    PBKDF2PasswordHasher.iterations = ROUNDS
    call_command("migrate", run_syncdb=True, verbosity=0)
    return sender(WSGIHandler())


LIMITS = {
    "SAFEJWT_ACCOUNTS_MAIL_RATE": "1000000/s",
    "SAFEJWT_LOGIN_RATE": "1000000/s",
    "SAFEJWT_LOGIN_ACCOUNT_RATE": "1000000/s",
    "SAFEJWT_LOGIN_ADDRESS_RATE": "1000000/s",
    "SAFEJWT_REGISTER_RATE": "1000000/s",
    "SAFEJWT_SESSION_RATE": "1000000/s",
    "SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS": 1_000_000,
}


def configure_project() -> None:
    """Set the reference project up as in production, except for limits, email server and password hasher."""
    names = ("SECRET_KEY_DEVELOPMENT", "SECRET_KEY_PRODUCTION", "ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")
    os.environ.update({f"DJANGO_{name}": secrets.token_urlsafe(48) for name in names})
    os.environ.update(DJANGO_DEBUG="False", DJANGO_SSL_REDIRECT="False", CACHE_URL="locmem://")
    os.environ.update(DJANGO_REGISTRATION="mail", DJANGO_ALLOWED_HOSTS="testserver", EMAIL_URL="smtp://localhost:25")
    os.environ["DJANGO_SETTINGS_MODULE"] = "main.settings"
    from django.conf import settings  # noqa: PLC0415

    others = {
        "EMAIL_BACKEND": "benchmark_mail.SlowBackend",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
        "LOGGING_CONFIG": None,
    }
    for name, value in {**LIMITS, **others}.items():
        setattr(settings, name, value)


def configure(model: str) -> None:
    from django.conf import settings  # noqa: PLC0415
    from environs import Env  # noqa: PLC0415

    database = Env().dj_db_url("DATABASE_URL", conn_max_age=None)
    if "sqlite" in database["ENGINE"]:
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    settings.configure(
        SECRET_KEY="a-secret-key-for-the-benchmark-only-of-fifty-characters-and-more",
        ACCESS_TOKEN_SECRET="an-access-token-secret-0123456789-abcdefghijk",
        REFRESH_TOKEN_SECRET="a-refresh-token-secret-0123456789-abcdefghij",
        ALLOWED_HOSTS=["testserver"],
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "rest_framework",
            "safejwt",
            "safejwt.accounts",
            "tests.project",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        AUTHENTICATION_BACKENDS=["safejwt.accounts.backends.AccountBackend"],
        AUTH_USER_MODEL=model,
        ROOT_URLCONF="benchmark_urls",
        DATABASES={"default": database},
        USE_TZ=True,
        LOGGING_CONFIG=None,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="benchmark_mail.SlowBackend",
        SAFEJWT_ACCOUNTS_LINK_BASE="https://app.example.com",
        **LIMITS,
    )


def mount() -> None:
    from django.urls import include, path  # noqa: PLC0415

    urls = types.ModuleType("benchmark_urls")
    included = [path("users/", include(f"{app}.urls")) for app in ("safejwt", "safejwt.accounts")]
    urls.urlpatterns = included  # type: ignore[attr-defined]
    sys.modules["benchmark_urls"] = urls


def slow_mail_server() -> None:
    """Install an email backend that takes as long as a server across a network."""
    from django.core.mail.backends.base import BaseEmailBackend  # noqa: PLC0415

    class SlowBackend(BaseEmailBackend):
        def send_messages(self, email_messages: Any) -> int:
            time.sleep(0.05)
            return len(email_messages)

    module = types.ModuleType("benchmark_mail")
    module.SlowBackend = SlowBackend  # type: ignore[attr-defined]
    sys.modules["benchmark_mail"] = module


def sender(application: Any) -> Send:
    def send(path: str, body: dict[str, str]) -> tuple[float, float, str, bytes]:
        text, said = json.dumps(body).encode(), []
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/users/{path}",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(text)),
            "HTTP_COOKIE": f"csrftoken={PAIR}; __Host-csrftoken={PAIR}",
            "HTTP_X_CSRFTOKEN": PAIR,
            "wsgi.input": io.BytesIO(text),
            "wsgi.errors": sys.stderr,
            "HTTP_ORIGIN": "https://testserver",
            "wsgi.url_scheme": "https",
        }
        start, start_processor = time.perf_counter(), time.thread_time()
        response = application(environ, lambda status, headers, *_: said.append(status))
        content = b"".join(response)
        seconds, processor = time.perf_counter() - start, time.thread_time() - start_processor
        response.close()
        return seconds, processor, said[0], content

    return send


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    words = sys.argv[1:] or ["200"]
    if len(words) == 1:
        sys.exit(main(int(words[0])))
    else:
        measure(int(words[0]), words[1], words[2])
