"""A new column and a new index in a table to which the previous version still writes."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    # CONCURRENTLY does not run in a transaction. Without it, writers would be blocked.
    atomic = False
    dependencies: ClassVar[list[tuple[str, str]]] = [("safejwt", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            "ALTER TABLE safejwt_refreshtoken ADD COLUMN colour varchar(16) NOT NULL DEFAULT 'green'",
            "ALTER TABLE safejwt_refreshtoken DROP COLUMN colour",
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY next_version_colour ON safejwt_refreshtoken (colour)",
            "DROP INDEX CONCURRENTLY next_version_colour",
        ),
    ]
