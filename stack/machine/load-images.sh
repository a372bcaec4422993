#!/bin/sh
# Inside a machine: imports image archives into containerd unless they were: load-images.sh LINK...
# Each LINK points to an archive whose name carries a digest of its content.
set -eu
ctr="ctr --namespace k8s.io"
# Containers of the machine's former life. Their processes ended with it; the kubelet makes new ones.
for container in $($ctr containers list --quiet); do
  if ! $ctr tasks list --quiet | grep -qx "$container"; then $ctr containers delete "$container"; fi
done
stamps=/var/lib/containerd/loaded
mkdir -p "$stamps"
for link in "$@"; do
  archive=$(readlink -f "$link")
  stamp=$stamps/$(basename "$link")
  if [ "$(cat "$stamp" 2>/dev/null)" = "$archive" ]; then continue; fi
  echo "importing $archive"
  nice -n 5 $ctr images import "$archive"
  echo "$archive" >"$stamp"
done
