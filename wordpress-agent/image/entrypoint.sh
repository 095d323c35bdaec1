#!/bin/sh
# A web task boots first; a one-off task (`php job.php <id>`) finds everything installed.
set -eu
cd /opt/bbws
if [ "$1" = apache2-foreground ]; then
    php install.php
fi
exec "$@"
