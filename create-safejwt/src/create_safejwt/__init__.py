"""Start a Django REST Framework and React project whose users can log in."""
