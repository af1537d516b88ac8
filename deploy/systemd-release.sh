#!/bin/sh
# Let the systemd units run this checkout: sudo deploy/systemd-release.sh. No request is lost.
set -eu
cd "$(dirname "$0")/.."

make install
deploy/manage.sh check --deploy --fail-level WARNING
# The old code works with the new tables: docs/deploy/index.md.
deploy/manage.sh migrate --no-input
ln -sfn "$(pwd -P)" /srv/safejwt/current
for port in 8001 8002; do
    systemctl restart "safejwt@$port"
    curl --silent --fail --output /dev/null --retry 60 --retry-delay 1 --retry-all-errors --header "Host: localhost" \
        "http://127.0.0.1:$port/health/ready"
    # The proxy has to find it before the next one stops.
    sleep 6
done
systemctl restart safejwt-mail
