"""Users have tokens of django-rest-knox, one for each device."""
