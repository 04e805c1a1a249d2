// What k6 exports as `k6`.

/** What a script has counted. */
export const result = { requests: 0, checks: {}, metrics: {} };

export function check(value, checks) {
  let areAllTrue = true;
  for (const [name, holds] of Object.entries(checks)) {
    const isTrue = Boolean(holds(value));
    result.checks[name] = (result.checks[name] ?? true) && isTrue;
    areAllTrue &&= isTrue;
  }

  return areAllTrue;
}

/** Pauses between looks are real and short; pauses of people are left out. */
export function sleep(seconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(seconds * 1000, 50));
}
