"""The sentences of the report."""

__all__ = ["ACTIONS", "FACTS", "HEAD", "LIMITS", "LOAD", "NOTES", "SHORT"]

HEAD = """
# The server compared with other packages

`make bench` writes this page and the raw figures in [`results/`](results). All figures are from one
run on one machine ({date}, Python {python}). Compare the ratios: the microseconds depend on the
machine.
"""

SHORT = """
**These figures are from short runs on a busy machine. They show the form of the page. Only the
counts of statements, round trips and HMACs can be relied on. `make bench` replaces them.**
"""

FACTS = """
## What each package checks
Each "refused" and "accepted" was tried in this run, with the view that reads the user. For safejwt's
session check `none`, reading the user is what finds that they are deactivated. Where a cell is empty,
the package has no such action. The last two columns are about a refresh token that is presented again
two refreshes later: whether it is refused, and whether the session then ends (reuse detection).
"""

ACTIONS = {
    "user": (
        "A protected request whose view reads the user",
        "The view returns the username. The token is the same in each request. safejwt remembers the"
        "\nsignatures it has checked, so it checks none here; the next but one section has the first request.",
    ),
    "key": (
        "A protected request whose view reads the key",
        "The view returns the primary key, as a view does that filters rows by their owner.",
    ),
    "first": (
        "The first request with a new access token",
        "The view reads the user. Nothing is subtracted. safejwt checks the signature, and records in the"
        "\nsession's row that the token has arrived.",
    ),
    "refresh": (
        "A refresh",
        "Each refresh of safejwt rotates the refresh token (`SAFEJWT_ROTATION_INTERVAL` is 0 here, 60 s by"
        "\ndefault). simplejwt as installed does not rotate, and writes nothing.",
    ),
    "login": (
        "A login without its hash",
        "The password hash costs the same in every package, and more than all the rest. A hasher that does"
        "\nnothing takes its place. safejwt's limits on login attempts count here. Those of allauth are off,"
        "\nand the other packages have none.",
    ),
    "logout": (
        "A logout",
        "simplejwt without its blacklist and Django REST Framework's tokens have no logout on the server.",
    ),
}

LOAD = """
## Under load
`wrk` with 8 connections that never pause, {rounds} rounds of {seconds} s for each package, in turn. The
server has one process; gthread and granian have 8 threads. PostgreSQL without prepared statements, unless
the title says so, and the view that reads the user. wrk, the server and PostgreSQL share the cores of the machine, so the server's
time per request is more telling than the requests per second. gunicorn's sync worker closes the connection after each
response.
"""

NOTES = """
## How it is measured
- Each package runs in a process of its own. All are alive, and their batches take turns, A B C … C B A,
  so that other load hits neighbours alike.
- Times are processor time of the process (`process_time`), the median of all batches. Requests go
  through Django's whole WSGI stack without a socket. What the client does, such as parsing cookies, is
  outside of the measured time, for every package.
- A ratio is to simplejwt with rotation and blacklist. On a request, simplejwt as installed runs the
  same code: the difference between both rows is noise.
- Instructions are counted by callgrind on SQLite, between two marks around each call, with the garbage
  collector off. Other load does not change them.
- Statements are those that Django sends, on both databases without BEGIN, COMMIT and SAVEPOINT. The
  round trips are counted in a trace of PostgreSQL's protocol. They include those, and the `SELECT 1` of
  `CONN_HEALTH_CHECKS`.
- The project has the middleware of `startproject`, and what the package asks for. Every request has the
  headers of a browser (`Accept`, `User-Agent`, …), and all cookies that its client has.
- Logging is Django's default, which writes nothing here. Responses are JSON only.
- The view without authentication gets no token and no cookies. What packages pay for parsing theirs
  counts as authentication.
- Otherwise the cyclic garbage collector runs. What was there before an action is frozen (`gc.freeze`), as after a
  fork.
- Every row is tried before it is measured: the view gets the right user, a changed token is refused, a
  refresh returns another token, which works.
"""

LIMITS = """
## What the figures do not show
- PostgreSQL runs without `fsync`, on the same machine. With a disk to wait for, packages that commit more
  often wait longer. With a network between, each round trip costs more.
- The tables hold one user and few sessions. The cost of larger tables is not measured here.
- The packages do not do the same work. The table at the top says what each checks. safejwt's rows include
  the CSRF check on every request, except where the title says otherwise. Django's sessions check it on
  requests that write, and not on these GETs. A CSRF check protects what a cookie authenticates: it would
  add nothing to a package whose tokens are all in headers and bodies.
- `safejwt, in a browser with forms of Django`: there the CSRF cookie also holds the secret of Django's forms, and
  Django's `CsrfViewMiddleware` unmasks it at each request. That is a browser which has seen such a form
  before its login, or has logged out of the app before.
- The stateless rows accept a token until it expires, whatever has happened to its user or session.
- `simplejwt, stateless user` has the username as a claim, because its user has no other fields.
- dj-rest-auth sends the access token in a header here. With its access cookie it would check CSRF only if
  `JWT_AUTH_COOKIE_USE_CSRF` is set.
- A login, a logout and a first request come from new clients, one at a time.
- Memory is not measured.

## Repeat it
`make bench` needs no preparation. For instructions it needs `valgrind` and a C compiler, for the load
`wrk`; without them it says so, and the columns say "not measured". For a part:
`make bench OPTIONS="--only request --database sqlite --peers safejwt,simplejwt"`. It prints its
tables, and leaves this page as it is.
"""
