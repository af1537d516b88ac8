"""Names of browsers and systems in the list of devices."""

import pytest
from safejwt.audit.user_agents import describe, is_same_kind

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


MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID, DESKTOP = f"Mozilla/5.0 (Linux; Android 10; K) {BLINK}", f"Mozilla/5.0 (X11; Linux x86_64) {BLINK}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # An update.
        (f"{DESKTOP} Chrome/140.0.0.0 Safari/537.36", f"{DESKTOP} Chrome/141.0.7390.54 Safari/537.36"),
        (f"{WINDOWS}; rv:143.0) Gecko/20100101 Firefox/143.0", f"{WINDOWS}; rv:144.0) Gecko/20100101 Firefox/144.0"),
        ("okhttp/4.12.0", "okhttp/5.0.0"),
        ("Shop/7 (build 12)", "shop 8"),
        ("", ""),
        # The desktop version of a page.
        (f"{IPAD} Version/18.5 Mobile/15E148 Safari/604.1", f"{MAC} Version/18.5 Safari/605.1.15"),
        (f"{IPAD} CriOS/140.0 Mobile/15E148 Safari/604.1", f"{MAC} CriOS/140.0 Version/18.5 Safari/605.1.15"),
        (f"{ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36", f"{DESKTOP} Chrome/140.0.0.0 Safari/537.36"),
        (
            f"{ANDROID} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
            f"{DESKTOP} SamsungBrowser/28.0 Chrome/130.0 Safari/537.36",
        ),
    ],
)
def test_update_or_desktop_version_is_the_same_kind_of_browser(one: str, other: str) -> None:
    assert is_same_kind(one, other)
    assert is_same_kind(other, one)


OTHERS = [
    f"{DESKTOP} Chrome/140.0.0.0 Safari/537.36",
    f"{DESKTOP} Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
    f"{WINDOWS} {BLINK} Chrome/140.0.0.0 Safari/537.36",
    f"{WINDOWS}; rv:143.0) Gecko/20100101 Firefox/143.0",
    f"{MAC} Version/18.5 Safari/605.1.15",
    f"{MAC} Chrome/140.0.0.0 Safari/537.36",
    IPAD,
    "curl/8.5.0",
    "python-requests/2.32.3",
    "okhttp/4.12.0",
    "",
]


@pytest.mark.parametrize("one", OTHERS)
def test_other_browser_system_or_program_is_another_kind(one: str) -> None:
    assert [other for other in OTHERS if is_same_kind(one, other)] == [one]
