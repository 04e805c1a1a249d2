#!/usr/bin/env bash
# Installs Debian's rsyslog with its TLS, which some tests point at Monolith, without starting its service. Needs root and Debian's packages.
set -euo pipefail
policy=/usr/sbin/policy-rc.d # what it forbids, packages do not start

if command -v rsyslogd >/dev/null && [ -e /usr/lib/"$(uname -m)"-linux-gnu/rsyslog/lmnsd_gtls.so ]; then
  exit 0
fi

if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi

was_there=$(command -v rsyslogd || true)
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends rsyslog rsyslog-gnutls >/dev/null
if [ -d /run/systemd/system ] && [ -z "$was_there" ]; then
  systemctl disable --quiet rsyslog.service # nor at the next boot
fi
