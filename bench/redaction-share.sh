#!/usr/bin/env bash
# Measures how many times the processor time the Host takes with redaction that it takes without. Two Hosts stand side by side and take turns, so that a
# machine whose speed changes by the minute changes it for both.
# Starts Hosts of its own (Release) on free folders and fixed ports. Arguments: turns (8), records of each (300000).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
base=${BASE_PORT:-18080}
turns=${1:-8}
records=${2:-300000}

dotnet build -c Release src/Host --verbosity quiet
dotnet build -c Release bench/Monolith.Load --verbosity quiet

folder=$(mktemp -d)
hosts=()
trap 'kill "${hosts[@]}" || true; wait || true; rm -rf "$folder"' EXIT
start() { # name, port, redaction
  mkdir "$folder/$1"
  cd "$folder/$1"
  "$root/artifacts/bin/Monolith.Host/release/monolith" --urls "http://127.0.0.1:$2" \
    --Modules:Ingest:Grpc:Address="127.0.0.1:$(($2 + 1))" --Modules:Processing:Redaction:Enabled="$3" >host.log 2>&1 &
  hosts+=($!)
  until grep -qs "is ready" host.log; do kill -0 $!; sleep 0.1; done
}
start with "$base" true
start without $((base + 10)) false

"$root/artifacts/bin/Monolith.Load/release/Monolith.Load" --url "http://127.0.0.1:$base" --pid-host "${hosts[0]}" \
  --against-url "http://127.0.0.1:$((base + 10))" --against-pid-host "${hosts[1]}" \
  --ceiling-rows 0 --rounds "$turns" --records $((turns * records))
