#!/usr/bin/env bash
# Makes a checkout ready: checks what the project needs and cannot bring itself, naming everything that is missing at
# once, and installs the packages of package-lock.json unless they are there already.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()

need() { # name, least version, version found (empty: not there), what to do
  local found=${3:-}
  if [ -z "$found" ]; then
    missing+=("$1 is missing: $4")
  elif [ "$found" -lt "$2" ]; then
    missing+=("$1 is version $found, at least $2 is needed: $4")
  fi
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# Maven runs with the same Java, so a wrong JAVA_HOME would make it look as if Maven were missing.
java_home_fault=
if [ -n "${JAVA_HOME:-}" ]; then
  if [ ! -d "$JAVA_HOME" ]; then
    java_home_fault='there is no such folder'
  elif [ ! -e "$java" ]; then
    java_home_fault="there is no $java"
  elif [ ! -x "$java" ]; then
    java_home_fault="$java may not be executed"
  elif ! "$java" -version 2>&1 | grep -q ' version "'; then
    java_home_fault="$java does not say that it is a Java runtime"
  fi
fi

node_major=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/' || true)
npm_major=$(npm --version 2>/dev/null | sed -E 's/^([0-9]+).*/\1/' || true)
# "17.0.15" since Java 9, "1.8.0" before.
java_major=$("$java" -version 2>&1 | sed -nE 's/.* version "(1\.)?([0-9]+).*/\2/p' | head -n 1 || true)
mvn_major=$(mvn --version 2>/dev/null | sed -nE 's/.*Apache Maven ([0-9]+).*/\1/p' | head -n 1 || true)

need 'Node.js' 18 "$node_major" 'install it from https://nodejs.org or with the packages of your system (nodejs)'
need 'npm' 8 "$npm_major" 'it comes with Node.js, or as a package of its own (npm)'
before_java=${#missing[@]}
if [ -n "$java_home_fault" ]; then
  missing+=("JAVA_HOME is set to $JAVA_HOME, but $java_home_fault: let it name a Java runtime, 17 or newer, or unset it")
elif [ -n "${JAVA_HOME:-}" ]; then
  need "Java of JAVA_HOME ($JAVA_HOME)" 17 "$java_major" 'let JAVA_HOME name a Java runtime, 17 or newer, or unset it'
else
  need 'Java' 17 "$java_major" 'install a runtime, for example openjdk-17-jre-headless, or set JAVA_HOME'
fi
# Without the right Java it may be there and not run.
if [ "${#missing[@]}" -eq "$before_java" ] || ! command -v mvn >/dev/null; then
  need 'Maven' 3 "$mvn_major" 'install it, for example the package maven; it fetches Kafka, the registry and Redis'
fi

if [ ${#missing[@]} -gt 0 ]; then
  printf 'Something that this project needs is not here:\n' >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
fi

# npm writes its own copy of the lock file last, so an older or missing one tells of another or unfinished install.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo 'Installing packages ...'
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || {
    if [ "$(df -Pk . | awk 'NR == 2 { print $4 }')" -lt 65536 ]; then
      echo "The disk of $PWD is full: free some room, then run this again." >&2
    fi
    exit 1
  }
fi

# Node 24 comes as a package for Linux on x64 and arm64; it runs everything from here on.
PATH=$PWD/node_modules/.bin:$PATH
if [ "$(node --version | sed -E 's/^v([0-9]+).*/\1/')" -lt 24 ]; then
  echo "No packaged Node.js for this platform, and $(node --version) is too old: install Node.js 24 or newer." >&2
  exit 1
fi
