#!/bin/sh
# Makes sure of what the stack's own program needs: Debian packages, Node packages, the compiled tree. Does nothing
# that is done already. Run by up.sh and prepare.sh, which see to it that only one runs at a time.
set -eu
cd "$(dirname "$0")/.."
logs=${STATEWRIGHT_HOME:-.statewright}/logs

fail() {
  echo "$1" >&2
  exit 1
}

[ "$(uname -s)" = Linux ] || fail 'The embedded stack runs on Linux; docs/install.md tells of Docker and of a cluster of yours.'
[ "$(id -u)" = 0 ] || fail 'Run this as root: it makes network namespaces, mounts and control groups.'

for tool in node npm go python3 java; do
  command -v "$tool" >/dev/null || fail "$tool is missing. Install Node 20.18 or newer, Go 1.26 or newer, Java 17 and Python 3, then repeat."
done
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 18) ? 0 : 1);
' || fail "Node $(node --version) is too old. Install Node 20.18 or newer, then repeat."

# Each line: what must be there, a command or a file, and the Debian package that brings it.
missing=$(while read -r thing package; do
  case $thing in
    /*) [ -e "$thing" ] || echo "$package" ;;
    *) command -v "$thing" >/dev/null || echo "$package" ;;
  esac
done <<'END'
buildah buildah
containerd containerd
conntrack conntrack
curl curl
dig bind9-dnsutils
debootstrap debootstrap
ethtool ethtool
flock util-linux
git git
haproxy haproxy
ip iproute2
javac openjdk-17-jdk-headless
mvn maven
named bind9
nft nftables
nsenter util-linux
openssl openssl
ovs-vswitchd openvswitch-switch
runc runc
socat socat
sysctl procps
tini tini
unzip unzip
/usr/lib/cni/loopback containernetworking-plugins
END
)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
if [ -n "${STATEWRIGHT_FOR_TESTS:-}" ]; then
  command -v ssh >/dev/null || missing="$missing openssh-client"
  [ -e /usr/sbin/sshd ] || missing="$missing openssh-server"
  # Patroni asks for the client of one store of leaders, whichever.
  [ -e /usr/bin/patroni ] || missing="$missing patroni python3-etcd"
  [ -e /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"
  /usr/bin/python3 -c 'import psycopg2' 2>/dev/null || missing="$missing python3-psycopg2"
fi
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || fail "Missing, and there is no apt-get to install it: $(echo $missing)"
  echo "Installing $(echo $missing)"
  # A word from the package manager matters only when it fails.
  log=$logs/prepare-packages.log
  export DEBIAN_FRONTEND=noninteractive
  # Servers that come with these packages are not to run by themselves: the stack runs its own (invoke-rc.d(8)).
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT INT TERM
  fi
  {
    apt-get update && apt-get install --yes --no-install-recommends $missing
  } >>"$log" 2>&1 || {
    tail -n 12 "$log" >&2
    fail "Installing packages failed; all of the output is in $log. Mend it and repeat."
  }
fi

wanted=$(sha256sum package-lock.json | cut -d ' ' -f 1)-$(node --version)
installed=node_modules/.statewright-installed
if [ "$(cat "$installed" 2>/dev/null)" != "$wanted" ]; then
  echo 'Installing Node packages'
  npm ci --no-audit --no-fund --loglevel=error >>$logs/prepare-npm.log 2>&1 || {
    tail -n 12 $logs/prepare-npm.log >&2
    fail 'npm ci failed; all of the output is in $logs/prepare-npm.log. Mend it and repeat.'
  }
  echo "$wanted" >"$installed"
fi

npm run --silent build >$logs/prepare-build.log 2>&1 || {
  cat $logs/prepare-build.log >&2
  fail 'The project does not compile.'
}
