#!/bin/sh
# The first process of a machine, in new pid, mount, uts and ipc namespaces: boot.sh NAME STATE_FOLDER PID_FILE
# The machine shares the host's programs; what it writes below /etc, /opt and /var stays in its state folder. Its
# mounts exist in its own mount namespace only, so they vanish with it, however it ends.
set -eu
name=$1
state=$2
pid_file=$3
# /proc still is the host's here: the parent that cut sees is this process by its id outside.
host_pid=$(cut -d ' ' -f 4 /proc/self/stat)

mount --make-rshared /
hostname "$name"
mount -t proc proc /proc

for folder in etc opt var; do
  mkdir -p "$state/layers/$folder" "$state/layers/.$folder"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$state/layers/$folder,workdir=$state/layers/.$folder" "/$folder"
done
# Real directories for what holds images and volumes: one overlay cannot stand on another.
for folder in lib/containerd lib/kubelet log/pods; do
  mkdir -p "$state/$folder" "/var/$folder"
  mount --bind "$state/$folder" "/var/$folder"
done
mkdir -p "$state/volumes" /var/lib/statewright/volumes
mount --bind "$state/volumes" /var/lib/statewright/volumes

mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/cgroups /run/netns /run/lock
# A view of /sys for this network namespace; the control groups are the host's.
mount --rbind /sys/fs/cgroup /run/cgroups
# Shared, the copy below would be unmounted together with this one.
mount --make-rprivate /run/cgroups
mount -t sysfs sysfs /sys
mount --rbind /run/cgroups /sys/fs/cgroup
umount -l /run/cgroups

echo "$host_pid" >"$pid_file.new"
mv "$pid_file.new" "$pid_file"
exec tini -- sleep infinity
