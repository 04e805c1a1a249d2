// The question: when ten times as much comes at once, is the surplus refused politely, and is all well again afterwards?

import http from 'k6/http';
import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { ndjson } from './lib/records.js';
import { sending, server, setting } from './lib/server.js';
import { requests } from './lib/stages.js';

const batch = setting('BATCH', 100);
const usual = requests(setting('RATE', 5000), batch);
const rude = new Counter('refused_without_manners');

export const options = {
  scenarios: {
    before: phase(usual, '0s', '30s'),
    spike: phase(usual * 10, '30s', '30s'),
    after: phase(usual, '75s', '45s'),
  },
  thresholds: {
    refused_without_manners: ['count==0'],
    'http_req_failed{scenario:before}': ['rate==0'],
    'http_req_failed{scenario:after}': ['rate==0'],
    'http_req_duration{scenario:after}': ['p(95)<500'],
  },
};

export default function () {
  const response = http.post(`${server}/api/v1/logs`, ndjson(batch, __VU), {
    headers: sending('application/x-ndjson'),
  });
  const isTaken = response.status === 200;
  const isPolite = (response.status === 429 || response.status === 503) && 'Retry-After' in response.headers;
  rude.add(isTaken || isPolite ? 0 : 1);
  check(response, { 'it is taken, or told when to come again': () => isTaken || isPolite });
}

function phase(rate, startTime, duration) {
  return {
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    startTime,
    duration,
    preAllocatedVUs: 50,
    maxVUs: 500,
  };
}
