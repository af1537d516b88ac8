"""Databases full of sessions, made in SQL from one user and one session of the product's own."""

from datetime import timedelta
from typing import Any

from databases import using
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections
from figures import SPARE, users_of
from safejwt import sessions

TABLE = "safejwt_refreshtoken"
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
ADDRESS = "192.0.2.1"
INDEX = "growth_expires_at"

_DAY = timedelta(days=1)


def create(alias: str) -> None:
    """Create an empty database of this alias, beside the default one."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{connections[alias].settings_dict["NAME"]}"')
    call_command("migrate", database=alias, verbosity=0)


def fill(alias: str, rows: int, *, expired: int = 0) -> Any:
    """Add active and expired sessions, and return the first user. Numbers and ids are as in figures.py.

    Each eleventh session is deleted again, so that the pages have the room that logouts and purges leave.
    """
    with using(alias):
        user = get_user_model().objects.create(pk=1, username="user 1", password="!")
        sid = sessions.start(user, user_agent=USER_AGENT, ip=ADDRESS).sid
        with connections[alias].cursor() as cursor:
            # Foreign keys are not checked row by row.
            cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '256MB'")
            definitions = _drop_indexes(cursor)
            _add_users(cursor, users_of(rows))
            made = rows * SPARE // (SPARE - 1)
            _add_sessions(cursor, sid, 0, made, users_of(rows), timedelta(hours=1), 5 * _DAY)
            # Expired for an hour to sixty days.
            _add_sessions(cursor, sid, made, made + expired, users_of(rows), 7 * _DAY + timedelta(hours=1), 60 * _DAY)
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [sid])
            # Joined, not `IN`: a million ids do not fit into the memory in which PostgreSQL would look them up.
            spare = f"SELECT md5(n::text)::uuid AS id FROM generate_series({SPARE - 1}, {made} - 1, {SPARE}) AS n"
            cursor.execute(f"DELETE FROM {TABLE} USING ({spare}) AS spare WHERE {TABLE}.id = spare.id")
            for definition in definitions:
                cursor.execute(definition)
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("VACUUM ANALYZE")
    return user


def has_index(alias: str) -> bool:
    """Whether there is an index on `expires_at` alone."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [TABLE])
        return any(definition.endswith("(expires_at)") for (definition,) in cursor.fetchall())


def set_index(alias: str, wanted: bool) -> None:
    """Add or drop the index on `expires_at`."""
    if has_index(alias) == wanted:
        return
    with connections[alias].cursor() as cursor:
        if wanted:
            cursor.execute(f"CREATE INDEX {INDEX} ON {TABLE} (expires_at)")
            return
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [TABLE])
        for name, definition in cursor.fetchall():
            if definition.endswith("(expires_at)"):
                cursor.execute(f'DROP INDEX "{name}"')


def sizes(alias: str) -> dict[str, int]:
    """The bytes of the table, of its indexes, and of the table of users with its indexes."""
    with connections[alias].cursor() as cursor:
        users = get_user_model()._meta.db_table
        cursor.execute(
            "SELECT pg_table_size(%s), pg_indexes_size(%s), pg_total_relation_size(%s)", [TABLE, TABLE, users]
        )
        return dict(zip(("table", "indexes", "users"), cursor.fetchone(), strict=True))


def _drop_indexes(cursor: Any) -> list[str]:
    """Drop the indexes of the sessions, which are built faster at once, and return the statements that make them."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u')",
        [TABLE],
    )
    constraints = cursor.fetchall()
    for name, _ in constraints:
        cursor.execute(f'ALTER TABLE {TABLE} DROP CONSTRAINT "{name}"')
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [TABLE])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    made = [f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {definition}' for name, definition in constraints]
    return made + [definition for _, definition in indexes]


def _add_users(cursor: Any, users: int) -> None:
    table = get_user_model()._meta.db_table
    values = {"id": "n", "username": "'user ' || n", "email": "'user' || n || '@example.com'"}
    copied = _copied(cursor, table, values)
    cursor.execute(
        f"INSERT INTO {table} ({copied[0]}) SELECT {copied[1]} "
        f"FROM {table} AS first, generate_series(2, %s) AS n WHERE first.id = 1",
        [users],
    )


def _add_sessions(cursor: Any, sid: Any, first: int, end: int, users: int, least: timedelta, spread: timedelta) -> None:
    """Add the sessions from `first` to `end`, last used `least` ago or up to `spread` earlier."""
    values = {
        "id": "md5(n::text)::uuid",
        "user_id": f"1 + mod(n, {users})",
        "seen_generation": "1",
        "rotated_at": "used",
        "last_used_at": "used",
        "created_at": "used - interval '1 day'",
        "expires_at": "used + interval '7 days'",
        "absolute_expires_at": "used + interval '89 days'",
    }
    copied = _copied(cursor, TABLE, values)
    cursor.execute(
        f"INSERT INTO {TABLE} ({copied[0]}) SELECT {copied[1]} FROM {TABLE} AS first, "
        "(SELECT n, date_trunc('second', now() - %s - random() * %s) AS used FROM generate_series(%s, %s - 1) AS n) AS s "
        "WHERE first.id = %s",
        [least, spread, first, end, sid],
    )


def _copied(cursor: Any, table: str, values: dict[str, str]) -> tuple[str, str]:
    """The columns of a table, and for each its value or that of the row called `first`."""
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    columns = [column.name for column in cursor.description]
    return ", ".join(columns), ", ".join(values.get(name, f"first.{name}") for name in columns)
