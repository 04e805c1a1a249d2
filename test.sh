#!/usr/bin/env bash
# Runs every test: installs the Express example, kubectl and real clients (npm), Alertmanager and rsyslog (apt), builds the solution (which fetches the ClickHouse engine with npm),
# runs the .NET suites against the real engine, and ends with the sum of all suites. Needs the .NET 10 SDK and Node 20. Further words go to `dotnet test`.
set -uo pipefail
cd "$(dirname "$0")"
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

mkdir -p artifacts
log=artifacts/test.log

# npm's own stamp is as old as the last install.
for folder in examples/express-publisher tests/Monolith.Deployment.Tests/tools tests/Monolith.Clients.Tests/node; do
  if [ ! "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
    (cd "$folder" && npm ci --no-audit --no-fund --no-progress --loglevel=error) || exit 1
  fi
done

# One test hands alerts to a real Alertmanager; without one it is skipped.
eng/install-alertmanager.sh || echo "prometheus-alertmanager could not be installed (Debian, as root): its test is skipped." >&2

# Some tests point rsyslog at Monolith; without it they are skipped.
eng/install-clients.sh || echo "rsyslog could not be installed (Debian, as root): its tests are skipped." >&2

dotnet build Monolith.sln --verbosity quiet || exit 1
dotnet test --solution Monolith.sln --no-build --max-parallel-test-modules 2 "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

# One run counts over all projects: `  failed: 0`, `  succeeded: 27` stand in its summary at the end.
count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded)
failed=$(count failed)
if [ "${passed:-0}" -eq 0 ]; then
  echo "No test ran." >&2
  status=1
fi
if [ "$status" -ne 0 ] && [ "${failed:-0}" -eq 0 ]; then
  failed=1 # the runner itself failed: that is no success
fi
echo "${passed:-0} passed, ${failed:-0} failed"
exit "$status"
