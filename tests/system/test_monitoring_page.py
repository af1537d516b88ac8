"""The recipes of docs/deploy/monitoring.md, as they stand there, in a project of its own process."""

import json
import re
import subprocess
import sys
from pathlib import Path

from .project_settings import BACKEND, production, without_project_variables

PAGE = (Path(__file__).parents[2] / "docs" / "deploy" / "monitoring.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

# Envelopes go to a list instead of the network.
PROJECT = """
import json, os
import sentry_sdk.transport
sent = []
sentry_sdk.transport.HttpTransport.capture_envelope = lambda self, envelope: sent.append(envelope.serialize().decode())
os.environ["SENTRY_DSN"] = "https://key@sentry.example.com/1"
{error_reports}
import django
django.setup()
from urllib.request import urlopen
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import path
from main import urls
from prometheus_client import REGISTRY
from safejwt.views import AnonymousView
{metrics}

class FaultyView(AnonymousView):
    def post(self, request):
        typed = request.data["password"]
        raise RuntimeError("an unexpected error")

def exported(port):
    try:
        return urlopen(f"http://{{settings.PROMETHEUS_METRICS_EXPORT_ADDRESS}}:{{port}}/metrics", timeout=5).read()
    except OSError:
        return b""

urls.urlpatterns.insert(0, path("users/faulty/", FaultyView.as_view()))
call_command("migrate", verbosity=0)
browser = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={{"host": "localhost", "origin": "https://localhost"}})
token = browser.get("/users/csrf/", secure=True).json()["csrfToken"]
headers = {{"x-csrftoken": token, "authorization": "Other a-secret-token"}}
body = {{"username": "ada", "password": "a-secret-password", "current_password": "another-password"}}
statuses = [
    browser.post(f"/users/{{name}}/", body, content_type="application/json", headers=headers, secure=True).status_code
    for name in ("faulty", "login")
]
sentry_sdk.flush()
print(json.dumps({{
    "statuses": statuses,
    "sent": sent,
    "token": token,
    "failed logins": REGISTRY.get_sample_value("safejwt_events_total", {{"event": "authn_login_fail"}}),
    "exported": b"safejwt_events_total" in b"".join(map(exported, settings.PROMETHEUS_METRICS_EXPORT_PORT_RANGE)),
    "responses": REGISTRY.get_sample_value("django_http_responses_total_by_status_total", {{"status": "401"}}),
}}))
"""


def test_recipes_count_events_and_report_errors_without_secrets(tmp_path: Path) -> None:
    middleware, events, error_reports = BLOCKS
    (tmp_path / "monitored.py").write_text(f"from main.settings import *\n{middleware}")
    script = PROJECT.format(error_reports=error_reports, metrics=events)
    variables = production(DJANGO_SETTINGS_MODULE="monitored", DJANGO_LOG_LEVEL="CRITICAL", PYTHONPATH=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=BACKEND,
        env=without_project_variables() | variables | {"DATABASE_URL": "sqlite:///:memory:"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["statuses"] == [500, 401]
    assert seen["failed logins"] == 1
    assert seen["responses"] == 1
    assert seen["exported"]
    reports = [text for text in seen["sent"] if "an unexpected error" in text]
    assert len(reports) == 1, "the refused login is a response, not an exception"
    assert "RuntimeError: an unexpected error" in done.stderr, "it is in the log too, without any service"
    for secret in ("a-secret-password", "another-password", "a-secret-token", seen["token"]):
        assert secret not in "".join(seen["sent"])
        assert secret not in done.stderr
