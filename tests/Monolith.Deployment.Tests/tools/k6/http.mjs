// What k6 exports as `k6/http`. Its functions wait for the answer, so another thread asks.

import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { result } from './k6.mjs';

const asker = new Worker(new URL('./asker.mjs', import.meta.url));

export default {
  get: (url, params = {}) => ask({ method: 'GET', url, params }),
  post: (url, body, params = {}) => ask({ method: 'POST', url, body, params }),
};

function ask({ method, url, body, params }) {
  const { port1, port2 } = new MessageChannel();
  const isAnswered = new Int32Array(new SharedArrayBuffer(4));
  const timeout = 1000 * Number.parseInt(params.timeout ?? '60s', 10);
  asker.postMessage({ method, url, body, headers: params.headers, timeout, isAnswered, port: port2 }, [port2]);
  Atomics.wait(isAnswered, 0, 0);
  result.requests++;
  const answer = receiveMessageOnPort(port1).message;
  return { ...answer, json: () => JSON.parse(answer.body) };
}
