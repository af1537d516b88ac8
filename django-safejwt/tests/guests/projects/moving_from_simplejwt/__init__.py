"""Users have tokens of djangorestframework-simplejwt, with claims and a rule of the project."""
