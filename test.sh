#!/usr/bin/env bash
# Runs every test: installs the Express example, kubectl and real clients (npm), Alertmanager, rsyslog and Chromium (apt), builds the solution (which fetches the ClickHouse engine
# and builds the page with npm), runs the .NET suites against the real engine, then the page's own in Node and in Chromium, and ends with the sum of all suites. Needs the
# .NET 10 SDK and Node 20. Further words go to `dotnet test`.
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

# The page is driven in a browser; without one those tests are skipped.
has_browser=yes
eng/install-chromium.sh || has_browser=no

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

# The page: its types and lint, its logic (Vitest), and what users do with it in Chromium against the host that was built above (Playwright).
# Adds the counts in a report to the sum: its file, then where in it those that passed and those that failed stand.
add() {
  if [ -e "$1" ]; then
    read -r more_passed more_failed < <(node -p "const report = require('./$1'); report.$2 + ' ' + report.$3")
    passed=$((${passed:-0} + more_passed)) failed=$((${failed:-0} + more_failed))
  fi
}
rm -f artifacts/web/vitest.json artifacts/web/playwright.json
(cd src/Web && npm run --silent check) || status=1
(cd src/Web && npm test -- --reporter=default --reporter=json --outputFile.json=../../artifacts/web/vitest.json) || status=1
add artifacts/web/vitest.json numPassedTests numFailedTests
if [ "$has_browser" = yes ]; then
  (cd src/Web && npm run --silent browser) || status=1
  add artifacts/web/playwright.json stats.expected stats.unexpected
else
  echo "Chromium could not be installed (Debian, as root): the tests of the page in a browser are skipped." >&2
fi

# What failed stands above the sum.
grep -E -A 12 '^failed ' "$log" >&2

if [ "$status" -ne 0 ] && [ "${failed:-0}" -eq 0 ]; then
  failed=1 # something beside the tests failed: that is no success
fi
echo "${passed:-0} passed, ${failed:-0} failed"
exit "$status"
