#!/bin/sh
# Makes Temporal's two databases and brings their schemas up to this image's version. Runs on every `up`: each step
# leaves what is already there. The tools read the password from SQL_PASSWORD.
set -eu
for database in temporal temporal_visibility; do
  case $database in
    temporal) schema=temporal ;;
    *) schema=visibility ;;
  esac
  tool="temporal-sql-tool --plugin postgres12 --ep postgresql -p 5432 -u temporal --db $database"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$schema/versioned"
done
