#!/bin/sh
# Makes the Temporal namespace and the search attributes by which the platform's workflows are found. Runs on every
# `up`: what exists is left alone. The CLI reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.
set -eu
temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention 720h

# The server learns of a new namespace a moment after it was made.
tries=0
until temporal operator search-attribute list >/tmp/attributes 2>/tmp/why; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    cat /tmp/why >&2
    exit 1
  fi
  sleep 1
done
for name in SwTenant SwComponent SwCluster SwOperation; do
  grep -qw "$name" /tmp/attributes || temporal operator search-attribute create --name "$name" --type Keyword
done
