#!/usr/bin/env bash
# Installs Debian's prometheus-alertmanager, which one test runs, without starting its service. Needs root and Debian's packages.
set -euo pipefail
policy=/usr/sbin/policy-rc.d # what it forbids, packages do not start

if command -v prometheus-alertmanager >/dev/null; then
  exit 0
fi

if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends prometheus-alertmanager >/dev/null
if [ -d /run/systemd/system ]; then
  systemctl disable --quiet prometheus-alertmanager.service # nor at the next boot
fi
