#!/usr/bin/env bash
# Measures every protocol with the same records, with gzip and without, at four sizes of a request, and prints one Markdown table.
# Starts a Host of its own (Release) on free folders and fixed ports; takes about ten minutes on an idle machine.
# Arguments are the sizes to measure in place of all: each 'records-a-request records connections'.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
base=${BASE_PORT:-18080}

dotnet build -c Release src/Host --verbosity quiet
dotnet build -c Release bench/Monolith.Load --verbosity quiet

folder=$(mktemp -d)
cd "$folder"
"$root/artifacts/bin/Monolith.Host/release/monolith" --urls "http://127.0.0.1:$base" \
  --Modules:Ingest:Grpc:Address="127.0.0.1:$((base + 1))" --Modules:Ingest:Fluent:Address="127.0.0.1:$((base + 2))" \
  --Modules:Ingest:Syslog:Tcp:Address="127.0.0.1:$((base + 3))" --Modules:Ingest:Gelf:Tcp:Address="127.0.0.1:$((base + 4))" \
  >host.log 2>&1 &
host=$!
trap 'kill $host; wait $host || true; rm -rf "$folder"' EXIT
until grep -q "is ready" host.log; do kill -0 $host; sleep 0.1; done

measure() { # protocol, port, batch, records, connections, further options
  local name="$1-$3${6:+-gzip}.json"
  "$root/artifacts/bin/Monolith.Load/release/Monolith.Load" --url "http://127.0.0.1:$2" --pid-host "$host" \
    --engine "$folder/data/engine/engine.sock" --ceiling-rows 0 --rounds 2 --protocol "$1" --batch "$3" --records "$4" \
    --connections "$5" --json "$name" ${6:+--gzip} ${KEY:+--api-key "$KEY"} >load.log 2>&1 || { cat load.log >&2; return 1; }
  node "$root/bench/table-row.mjs" "$name" "$1" "$3" "${6:+yes}"
}

echo '| protocol | a request | gzip | acknowledged/s | stored/s | MB a CPU second | Host CPU s a million | engine | p50 ms | p99 ms |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |'
# The smallest come last, when the Host has compiled itself.
[ $# -gt 0 ] || set -- '1000 160000 4' '10000 200000 4' '100 80000 8' '1 30000 64'
for sizes in "$@"; do
  read -r batch records connections <<<"$sizes"
  for protocol in ndjson otlp elasticsearch loki seq splunk; do
    KEY=$([ "$protocol" = splunk ] && echo any-token-will-do || true)
    measure "$protocol" "$base" "$batch" "$records" "$connections"
    # Loki's body is snappy already.
    [ "$protocol" = loki ] || measure "$protocol" "$base" "$batch" "$records" "$connections" gzip
  done
  KEY=
  measure otlpGrpc "$((base + 1))" "$batch" "$records" "$connections"
  measure fluent "$((base + 2))" "$batch" "$records" "$connections"
  measure syslog "$((base + 3))" "$batch" "$records" "$connections"
  measure gelf "$((base + 4))" "$batch" "$records" "$connections"
done
