#!/bin/sh
# Replace the servers of compose.yaml by a new build, one after the other. No request is lost.
set -eu
cd "$(dirname "$0")/.."
compose="docker compose --env-file .env.production"

$compose build
$compose run --rm --no-deps migrate python manage.py check --deploy --fail-level WARNING
# The old code works with the new tables: docs/deploy/index.md.
$compose run --rm migrate
for server in app-1 app-2; do
    $compose exec "$server" touch /tmp/drain
    # The proxy asks every two seconds, and requests take some time.
    sleep 6
    $compose up --detach --no-deps --wait "$server"
    # The proxy has to find the new one before the next stops.
    sleep 6
done
$compose up --detach --no-deps mail purge
