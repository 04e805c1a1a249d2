#!/usr/bin/env bash
# Measures how much more processor time the Host takes with redaction than without. Two Hosts stand side by side and take turns, so that a machine
# whose speed changes by the minute changes it for both: the median of the turns' ratios says more than two runs one after the other.
# Starts Hosts of its own (Release) on free folders and fixed ports; a turn takes about a minute. Arguments: turns (8), records of each (600000).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
base=${BASE_PORT:-18080}
turns=${1:-8}
records=${2:-600000}

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
start without "$base" false
start with $((base + 10)) true

measure() { # name, port, process
  "$root/artifacts/bin/Monolith.Load/release/Monolith.Load" --url "http://127.0.0.1:$2" --pid-host "$3" \
    --engine "$folder/$1/data/engine/engine.sock" --ceiling-rows 0 --rounds 1 --records "$records" \
    --json "$folder/$1.json" >"$folder/load.log" 2>&1 || { cat "$folder/load.log" >&2; return 1; }
}
turn() {
  measure without "$base" "${hosts[0]}"
  measure with $((base + 10)) "${hosts[1]}"
}

# The Hosts compile themselves in the first ones, which do not count.
for _ in 1 2; do turn; done
for _ in $(seq "$turns"); do
  turn
  node "$root/bench/redaction-turn.mjs" "$folder/without.json" "$folder/with.json" "$folder/ratios"
done
sort -n "$folder/ratios" | awk '{ r[NR] = $1 } END { printf "median of %d turns: %.2f times\n", NR, (r[int((NR + 1) / 2)] + r[int(NR / 2) + 1]) / 2 }'
