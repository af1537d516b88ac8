#!/bin/sh
# A command of manage.py as the user of the units, with their values: sudo deploy/manage.sh createsuperuser
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
exec systemd-run --quiet --pty --pipe --wait --collect --uid=safejwt --property=EnvironmentFile=/etc/safejwt.env \
    --setenv=DJANGO_ENV_FILE=/dev/null --working-directory="$root/backend" "$root/.venv/bin/python" manage.py "$@"
