// The question: does everything that is published to the topic `logs` come to be found, and how soon?

import http from 'k6/http';
import { check, sleep } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { messages, newRun } from './lib/records.js';
import { found } from './lib/search.js';
import { publishing, setting, sidecar } from './lib/server.js';

const batch = setting('BATCH', 100);
const batches = Math.ceil(setting('MESSAGES', 20000) / batch);
const patience = setting('PATIENCE', 60);

const missing = new Counter('messages_missing');
const late = new Trend('last_message_found_after_seconds');

export const options = {
  scenarios: {
    publish: { executor: 'shared-iterations', vus: setting('VUS', 10), iterations: batches, maxDuration: '10m' },
  },
  setupTimeout: '10s',
  teardownTimeout: `${patience + 60}s`,
  thresholds: {
    http_req_failed: ['rate<0.001'],
    'http_req_duration{step:publish}': ['p(95)<500'],
    messages_missing: ['count==0'],
    last_message_found_after_seconds: ['max<30'],
  },
};

export function setup() {
  return { run: newRun() };
}

export default function ({ run }) {
  const response = http.post(`${sidecar}/v1.0/publish/bulk/pubsub/logs`, messages(batch, __VU, run), {
    headers: publishing(),
    tags: { step: 'publish' },
  });
  check(response, { 'the broker has every message': (r) => r.status === 204 });
}

export function teardown({ run }) {
  const published = batches * batch;
  const began = Date.now();
  let count = found(run);
  while (count < published && Date.now() - began < patience * 1000) {
    sleep(0.5);
    count = found(run);
  }

  late.add((Date.now() - began) / 1000);
  missing.add(published - count);
  check(count, { 'each message is there once': (c) => c === published });
}
