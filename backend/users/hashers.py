"""How passwords are hashed here."""

from django.contrib.auth import hashers

__all__ = ["Argon2PasswordHasher"]


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Argon2id with 46 MiB, twice over (OWASP ASVS appendix C asks for once), in one thread.

    Django's own has eight threads and 100 MiB for each password: on a server with few cores two logins at once then take
    the processor from everybody else. What was hashed with other numbers is hashed anew at the next login.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1
