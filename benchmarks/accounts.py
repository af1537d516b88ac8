"""Whether time tells that somebody has an account: logging in and asking for links, for people who are known and not.

From the repository's root: .venv/bin/python benchmarks/accounts.py [TRIES]

For each way of storing people (Django's own user, found by name and by address; and a user whose name is his address) the
requests are sent in turn, known and unknown, through the whole WSGI stack, with Django's own password hashing, a database
in a file, and a mail server that takes 50 ms for a mail, asked by the process's own thread as in operation. Prints medians
of the time that passed, and of the processor time of the request's own thread, which a busy machine does not blur.
"""

import io
import json
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).resolve().parents[1] / "django-safejwt"
PASSWORD, WRONG = "correct horse battery staple", "correct horse battery stable"
PAIR = "a" * 32
MODELS = {"auth.User": "name and address", "project.UUIDUser": "address as the name"}

Send = Callable[[str, dict[str, str]], tuple[float, float, str, bytes]]


def main(tries: int) -> None:
    for model in MODELS:
        with tempfile.TemporaryDirectory() as folder:
            words = [sys.executable, __file__, str(tries), model, folder]
            subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": str(LIBRARY)})  # noqa: S603 - this file


def measure(tries: int, model: str, folder: str) -> None:
    send = set_up(model, folder)
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - Django has to be set up before

    people = get_user_model().objects
    people.create_user(username="known", email="known@example.com", password=PASSWORD)
    people.create_user(username="gone", email="gone@example.com", password=PASSWORD, is_active=False)
    field = get_user_model().USERNAME_FIELD
    tests: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
        "login by address, wrong password": ("login/", lambda who: {field: f"{who}@example.com", "password": WRONG}),
        "password/reset/": ("password/reset/", lambda who: {"email": f"{who}@example.com"}),
        "email/verify/resend/": ("email/verify/resend/", lambda who: {"email": f"{who}@example.com"}),
    }
    if field == "username":
        tests["login by name, wrong password"] = ("login/", lambda who: {field: who, "password": WRONG})
    say(f"{model} ({MODELS[model]}), {tries} tries each, a fifth of it where passwords are hashed")
    for name, (path, body) in tests.items():
        report(name, ("known", "gone", "nobody"), send, path, body, tries)


def report(
    name: str,
    people: tuple[str, ...],
    send: Send,
    path: str,
    body: Callable[[str], dict[str, str]],
    tries: int,
) -> None:
    answers, passed, worked = set(), defaultdict(list), defaultdict(list)
    # Hashing takes long, and varies less than the rest.
    for _ in range(tries // 5 if path == "login/" else tries):
        # In another order each time, so that what one leaves to be done is met by the others as often.
        for who in random.sample(people, len(people)):
            seconds, processor, status, text = send(path, body(who))
            answers.add((status, text))
            passed[who].append(seconds * 1000)
            worked[who].append(processor * 1000)
            if path != "login/":
                time.sleep(0.01)  # as people come one after the other, and the mails of one are sent during the next
    if len(answers) > 1:
        raise SystemExit(f"{name} was answered in different ways: {answers}")
    say(f"  {name}")
    for what, taken in (("passed", passed), ("processor", worked)):
        medians = {who: statistics.median(taken[who]) for who in people}
        gap = max(medians.values()) - min(medians.values())
        figures = ", ".join(f"{who} {median:.2f} ms" for who, median in medians.items())
        say(f"    {what}: {figures}; gap {gap:.2f} ms ({gap / min(medians.values()):.1%})")


def set_up(model: str, folder: str) -> Send:
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

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
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"{folder}/db.sqlite3",
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        },
        USE_TZ=True,
        LOGGING_CONFIG=None,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="benchmark_mail.SlowBackend",
        SAFEJWT_ACCOUNTS_LINK_BASE="https://app.example.com",
        SAFEJWT_ACCOUNTS_MAIL_RATE="1000000/s",
        SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS=1_000_000,
        SAFEJWT_LOGIN_RATE="1000000/s",
        SAFEJWT_LOGIN_ACCOUNT_RATE="1000000/s",
        SAFEJWT_LOGIN_ADDRESS_RATE="1000000/s",
    )
    logging.disable()
    slow_mail_server()
    django.setup()
    from django.urls import include, path  # noqa: PLC0415

    urls = types.ModuleType("benchmark_urls")
    included = [path("users/", include(f"{app}.urls")) for app in ("safejwt", "safejwt.accounts")]
    urls.urlpatterns = included  # type: ignore[attr-defined]
    sys.modules["benchmark_urls"] = urls
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", run_syncdb=True, verbosity=0)
    return sender(WSGIHandler())


def slow_mail_server() -> None:
    """A mail backend that takes as long as a server across a network."""
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
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(text)),
            "HTTP_COOKIE": f"csrftoken={PAIR}",
            "HTTP_X_CSRFTOKEN": PAIR,
            "wsgi.input": io.BytesIO(text),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }
        start, start_processor = time.perf_counter(), time.thread_time()
        answer = application(environ, lambda status, headers, *_: said.append(status))
        content = b"".join(answer)
        seconds, processor = time.perf_counter() - start, time.thread_time() - start_processor
        answer.close()
        return seconds, processor, said[0], content

    return send


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    words = sys.argv[1:] or ["200"]
    if len(words) == 1:
        main(int(words[0]))
    else:
        measure(int(words[0]), words[1], words[2])
