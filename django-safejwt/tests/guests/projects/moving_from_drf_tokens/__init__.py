"""Users have tokens of Django REST Framework, one for all devices."""
