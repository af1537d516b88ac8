"""Users have tokens of simplejwt in the cookies of dj-rest-auth."""
