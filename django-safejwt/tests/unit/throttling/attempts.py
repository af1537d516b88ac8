"""Login attempts for the tests of rate limits."""

from safejwt.testing import BrowserClient

Fields = dict[str, str]


def browser_at(address: str) -> BrowserClient:
    browser = BrowserClient(REMOTE_ADDR=address)
    browser.get("/users/csrf/")
    return browser


def try_login(browser: BrowserClient, fields: Fields, typed: str = "wrong") -> int:
    return int(browser.post("/users/login/", {**fields, "password": typed}, format="json").status_code)
