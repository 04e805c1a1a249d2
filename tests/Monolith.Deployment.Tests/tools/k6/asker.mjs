// Asks over HTTP for a thread that waits.

import { parentPort } from 'node:worker_threads';

parentPort.on('message', async ({ method, url, body, headers, timeout, isAnswered, port }) => {
  port.postMessage(await ask());
  Atomics.store(isAnswered, 0, 1);
  Atomics.notify(isAnswered, 0);

  async function ask() {
    try {
      const response = await fetch(url, { method, body, headers, signal: AbortSignal.timeout(timeout) });
      return {
        status: response.status,
        headers: Object.fromEntries([...response.headers].map(([name, value]) => [canonical(name), value])),
        body: await response.text(),
      };
    } catch (error) {
      // As k6 has it: no answer is an answer of status 0.
      return { status: 0, headers: {}, body: null, error: String(error) };
    }
  }
});

// `retry-after` is `Retry-After` to k6, as to Go.
function canonical(name) {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
