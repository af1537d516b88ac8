"""Users have sliding tokens of simplejwt, whose blacklist is not installed, or a cookie of the project."""
