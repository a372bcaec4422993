#!/bin/sh
# Makes or removes a control group in every hierarchy: cgroups.sh make|remove GROUP
# Version 1 has one hierarchy for each controller; version 2 has a single one. GROUP is relative to their roots.
set -eu
action=$1
group=$2
root=/sys/fs/cgroup

# Parents first. A cpuset without processors and memory nodes takes no process: copy those of the parent.
make_group() {
  path=$1
  for part in $(echo "$group" | tr / ' '); do
    parent=$path
    path=$path/$part
    mkdir -p "$path"
    for file in cpuset.cpus cpuset.mems; do
      if [ -f "$parent/$file" ] && [ ! -f "$parent/cgroup.controllers" ] && [ -z "$(cat "$path/$file")" ]; then
        cat "$parent/$file" >"$path/$file"
      fi
    done
  done
}

# Children first. What still has processes is killed; it can only be of a machine that is gone.
remove_group() {
  [ -d "$1" ] || return 0
  find "$1" -depth -type d | while read -r folder; do
    tries=0
    until rmdir "$folder" 2>/dev/null || [ ! -d "$folder" ]; do
      tries=$((tries + 1))
      if [ "$tries" -gt 100 ]; then
        echo "$folder does not empty" >&2
        exit 1
      fi
      xargs -r kill -9 <"$folder/cgroup.procs" 2>/dev/null || true
      sleep 0.05
    done
  done
}

hierarchies() {
  if [ -f "$root/cgroup.controllers" ]; then
    echo "$root"
    return
  fi
  for hierarchy in "$root"/*; do
    # cpu and cpuacct may be two names of one hierarchy.
    if [ -d "$hierarchy" ] && [ ! -L "$hierarchy" ] && [ -f "$hierarchy/cgroup.procs" ]; then echo "$hierarchy"; fi
  done
}

for hierarchy in $(hierarchies); do
  case $action in
    make)
      if [ -f "$hierarchy/cgroup.controllers" ]; then
        path=$hierarchy
        for part in '' $(echo "$group" | tr / ' '); do
          path=$path${part:+/$part}
          mkdir -p "$path"
          for controller in cpuset cpu io memory pids hugetlb; do
            if grep -qw "$controller" "$path/cgroup.controllers"; then
              echo "+$controller" >"$path/cgroup.subtree_control"
            fi
          done
        done
      else
        make_group "$hierarchy"
      fi
      ;;
    remove)
      remove_group "$hierarchy/$group"
      ;;
    *)
      echo "usage: cgroups.sh make|remove GROUP" >&2
      exit 2
      ;;
  esac
done
