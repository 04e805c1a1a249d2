// The question: does Monolith do for hours what it does for a minute? Memory, disk and answers must not creep.

import http from 'k6/http';
import { sleep } from 'k6';
import { Gauge } from 'k6/metrics';
import { sendNdjson } from './lib/ingest.js';
import { sumOf } from './lib/metrics.js';
import { search } from './lib/search.js';
import { reading, server, setting } from './lib/server.js';
import { requests } from './lib/stages.js';

const batch = setting('BATCH', 100);
const duration = __ENV.DURATION || '4h';
const waiting = new Gauge('spool_oldest_age_seconds');
const setAside = new Gauge('frames_set_aside');

export const options = {
  scenarios: {
    services: {
      executor: 'constant-arrival-rate',
      exec: 'send',
      rate: requests(setting('RATE', 2000), batch),
      timeUnit: '1s',
      duration,
      preAllocatedVUs: 20,
      maxVUs: 100,
    },
    people: { executor: 'constant-vus', exec: 'look', vus: setting('VUS', 3), duration },
    watch: { executor: 'constant-vus', exec: 'watch', vus: 1, duration },
  },
  thresholds: {
    http_req_failed: ['rate<0.0001'],
    'http_req_duration{scenario:services}': ['p(99)<1000'],
    'http_req_duration{scenario:people}': ['p(99)<2000'],
    records_refused: ['count==0'],
    dropped_iterations: ['count==0'],
    spool_oldest_age_seconds: ['value<60'],
    frames_set_aside: ['value==0'],
  },
};

export function send() {
  sendNdjson(batch, __VU);
}

export function look() {
  search();
  sleep(1 + Math.random());
}

export function watch() {
  const text = http.get(`${server}/metrics`, { headers: reading('text/plain') }).body;
  waiting.add(sumOf(text, 'monolith_storage_spool_oldest_age_seconds'));
  setAside.add(sumOf(text, 'monolith_storage_frame_set_aside_total'));
  sleep(15);
}
