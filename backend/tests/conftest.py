import pytest
from safejwt.testing import BrowserClient
from users.models import User

PASSWORD = "correct horse battery staple"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ada", "ada@example.com", PASSWORD)


@pytest.fixture
def browser() -> BrowserClient:
    """A browser with the app, not logged in."""
    client = BrowserClient()
    client.get("/users/csrf/")
    return client


@pytest.fixture
def logged_in(user: User) -> BrowserClient:
    """A browser in which ada is logged in."""
    client = BrowserClient()
    client.sign_in(user)
    return client
