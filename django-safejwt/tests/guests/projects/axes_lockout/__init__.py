"""django-axes locks users out after wrong passwords, and has its own backend and middleware."""
