#!/usr/bin/env bash
# Brings a machine to where `wijk` runs: uv, the environment in .venv, PostgreSQL with PostGIS. Does nothing that is done.
#   deploy/bootstrap.sh            environment and PostGIS
#   deploy/bootstrap.sh --browser  also a browser for the tests, where the system offers one
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
works() { "$@" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else return 1
  fi
}

apt_updated=
apt_install() { # apt_install PACKAGE...: quiet, once updated
  if [ -z "$apt_updated" ]; then as_root apt-get update -qq || true; apt_updated=yes; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_uv() { # a uv that works: on the path it may be a shim that only exists
  local candidate
  for candidate in "${UV:-}" uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" .uv/bin/uv; do
    if [ -n "$candidate" ] && works "$candidate" --version; then printf '%s' "$candidate"; return 0; fi
  done
  return 1
}

find_python() { # a Python 3.12 that runs, also one that pyenv keeps off the path; else uv looks, or fetches one
  local candidate
  for candidate in python3.12 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12.*/bin/python; do
    if works "$candidate" -c 'import sys; assert sys.version_info[:2] == (3, 12)'; then
      "$candidate" -c 'import sys; print(sys.executable)'; return 0
    fi
  done
  printf '3.12'
}

install_uv() {
  say "Installing uv into .uv ..."
  local python
  for python in python3.12 python3 python; do works "$python" -c 'import sys; assert sys.version_info >= (3, 9)' && break; python=; done
  [ -n "$python" ] || fail "Neither uv nor Python was found. Install Python 3.12 (Debian/Ubuntu: apt install python3 python3-venv) and run this again."
  rm -rf .uv
  # the pip that is there serves a folder without one of its own: seconds less, and nothing of Debian's venv package
  if works "$python" -m venv --without-pip .uv &&
    works "$python" -m pip --python .uv/bin/python install --disable-pip-version-check --no-compile 'uv>=0.8'; then
    return
  fi
  rm -rf .uv
  if ! works "$python" -m venv .uv; then
    command -v apt-get >/dev/null 2>&1 && { apt_install python3-venv || true; apt_install "$(basename "$python")-venv" || true; }
    rm -rf .uv
    "$python" -m venv .uv || fail "Python's venv module is missing (Debian/Ubuntu: apt install python3-venv)."
  fi
  .uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8' || fail "uv could not be installed; is the package index reachable?"
}

# -- the environment ---------------------------------------------------------------------------------------------------
stamp=.venv/.synced
wanted=$(cat requirements.lock pyproject.toml .python-version | sha256sum | cut -d' ' -f1)-$(pwd | sha256sum | cut -c1-12)
if ! { [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; }; then
  uv=$(find_uv) || { install_uv; uv=$(find_uv) || fail "uv does not run."; }
  say "Preparing the environment in .venv ..."
  works .venv/bin/python -c 'import sys; assert sys.version_info[:2] == (3, 12)' ||
    "$uv" venv --quiet --clear --python "$(find_python)" .venv || fail "Python 3.12 was not found. Install it (Ubuntu 24.04: apt install python3.12; elsewhere: uv python install 3.12)."
  "$uv" pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
  "$uv" pip install --quiet --python .venv/bin/python --no-build-isolation --no-deps -e .
  printf '%s' "$wanted" > "$stamp"
  # the first run need not wait for what can be compiled meanwhile; without bytecode every start would take twice as long
  env -u PYTHONDONTWRITEBYTECODE nice -n 5 .venv/bin/python -m pipelines.warm ${1:+"$1"} >/dev/null 2>&1 </dev/null &
fi

# -- PostgreSQL with PostGIS -------------------------------------------------------------------------------------------
has_postgis() { works .venv/bin/python -c 'from pipelines.cluster import find_binaries; find_binaries()'; }
install_postgis() {
  if command -v apt-get >/dev/null 2>&1; then
    say "Installing PostgreSQL with PostGIS (apt) ..."
    as_root apt-get update -qq || true; apt_updated=yes
    local package
    package=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -n 1)
    [ -n "$package" ] || fail "apt offers no PostGIS; add the package postgresql-NN-postgis-3, or set WIJK_DATABASE_URL to a server that has PostGIS."
    apt_install "$package" || fail "apt could not install $package; as root: apt-get install $package. Or set WIJK_DATABASE_URL to a server that has PostGIS."
  elif command -v brew >/dev/null 2>&1; then
    say "Installing PostgreSQL with PostGIS (Homebrew) ..."
    brew install --quiet postgresql@17 postgis
  elif works docker info; then
    say "Starting PostGIS in Docker ..."
    .venv/bin/python -m pipelines.docker
  else
    fail "PostgreSQL with PostGIS was not found and cannot be installed from here. Install Homebrew (macOS) or Docker, or your system's postgresql and postgis packages, or set WIJK_DATABASE_URL to a server that has PostGIS."
  fi
}
[ -n "${WIJK_DATABASE_URL:-}" ] || has_postgis || .venv/bin/python -m pipelines.docker --running 2>/dev/null || install_postgis

# -- a browser, for the tests that look at the pages -------------------------------------------------------------------
has_browser() {
  local name
  for name in chromium-headless-shell chromium chromium-browser; do ! command -v "$name" >/dev/null 2>&1 || return 0; done
  [ -x "${WIJK_CHROMIUM:-}" ]
}
if [ "${1:-}" = --browser ] && ! has_browser; then
  # Ubuntu's package is a snap that does not run headless here: only Debian's is taken
  if command -v apt-get >/dev/null 2>&1 && grep -q '^ID=debian' /etc/os-release; then
    say "Installing a browser for the tests ..."
    apt_install chromium-headless-shell || apt_install chromium || say "No browser could be installed; the tests that need one are skipped."
  fi
fi
