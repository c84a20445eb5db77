#!/bin/sh
# Sets up everything SalesDesk needs to run and to be tested, in .venv. Safe to call again.
set -eu
cd "$(dirname "$0")/.."
PYTHON="${PYTHON:-python3}"

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "SalesDesk needs Python 3.11 or newer; $PYTHON is older. Set PYTHON=... and try again." >&2
  exit 1
}

missing_libraries() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  while read -r name; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' ||
      dpkg-query -W -f='${Status}' "${name}t64" 2>/dev/null | grep -q 'ok installed' || echo "$name"
  done < packaging/system-libraries.txt
}

# The tests make a PostgreSQL of their own in a temporary folder. Debian's package would make and start another.
keep_postgresql_quiet() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    postgresql-common >/dev/null
  $as_root sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
}

install_libraries() {
  wanted=$(missing_libraries | tr '\n' ' ')
  [ -n "$(echo "$wanted" | tr -d ' ')" ] || return 0
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 && as_root="sudo"
    [ -n "$as_root" ] || { echo "Please install as root: apt-get install $wanted" >&2; return 0; }
  fi
  echo "Installing system libraries: $wanted"
  $as_root apt-get update -qq
  case " $wanted " in *" postgresql "*) keep_postgresql_quiet ;; esac
  # shellcheck disable=SC2086  # the list is meant to be split
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null
}

make_environment() {
  [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return 0
  rm -rf .venv
  if ! "$PYTHON" -m venv .venv >/dev/null 2>&1; then
    # Debian without python3-venv has no ensurepip: let the system's pip put pip into the environment.
    rm -rf .venv
    "$PYTHON" -m venv --without-pip .venv
    "$PYTHON" -m pip --python .venv/bin/python install --quiet pip
  fi
}

if command -v apt-get >/dev/null 2>&1; then install_libraries; fi
make_environment
echo "Installing Python packages (hash-checked) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
touch .venv/ready
