"""Users log in with a phone number, which is an object of its own (django-phonenumber-field)."""
