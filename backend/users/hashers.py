"""Password hashing."""

from django.contrib.auth import hashers

__all__ = ["Argon2PasswordHasher"]


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Argon2id with 46 MiB, two passes (OWASP ASVS appendix C requires one) and one thread.

    Django's default uses eight threads and 100 MiB for each password. On a server with few cores,
    two logins at once would block all other requests. Hashes with other parameters are upgraded at
    the next login.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1
