#!/usr/bin/env bash
# Installs Debian's chromium, in which the browser tests drive the page. Needs root and Debian's packages.
set -euo pipefail

if command -v "${CHROMIUM_PATH:-chromium}" >/dev/null; then
  exit 0
fi

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium >/dev/null
