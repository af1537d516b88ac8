"""Names of browsers and systems in the list of devices."""

import pytest
from safejwt.audit.user_agents import describe

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
KNOWN = [
    (f"{WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome", "Windows"),
    (f"{WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"),
    (f"{WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 OPR/120.0", "Opera", "Windows"),
    (f"{WINDOWS}; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox", "Windows"),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
        "Safari/605.1.15",
        "Safari",
        "macOS",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
        "Mobile/15E148 Safari/604.1",
        "Safari",
        "iPhone",
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 "
        "Mobile/15E148 Safari/604.1",
        "Chrome",
        "iPad",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 "
        "Mobile Safari/537.36",
        "Samsung Internet",
        "Android",
    ),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox", "Linux"),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Chrome",
        "ChromeOS",
    ),
    ("curl/8.5.0", "curl", None),
]


@pytest.mark.parametrize(("user_agent", "browser", "system"), KNOWN)
def test_common_browsers_are_recognized(user_agent: str, browser: str | None, system: str | None) -> None:
    found = describe(user_agent)
    assert (found.browser, found.system) == (browser, system)


@pytest.mark.parametrize("user_agent", ["", "x", "?" * 256, "Mozilla/5.0", "okhttp/4.12.0", "<script>", "Windows" * 30])
def test_unknown_user_agents_yield_none_or_a_known_name(user_agent: str) -> None:
    found = describe(user_agent)
    assert found.browser is None
    assert found.system is None
