#!/bin/sh
# Inside a machine: the database of its virtual switch, which outlives the machine as on any other. Made when it is not there.
set -eu
database=/etc/openvswitch/conf.db
schema=/usr/share/openvswitch/vswitch.ovsschema
mkdir -p "$(dirname "$database")" /run/openvswitch
[ -f "$database" ] || ovsdb-tool create "$database" "$schema"
exec ovsdb-server "$database" --remote=punix:/run/openvswitch/db.sock --no-chdir \
  --unixctl=/run/openvswitch/ovsdb-server.ctl -vconsole:info -vfile:off -vsyslog:off
