// The question: do people find logs quickly while services send theirs, and are those taken all the same?

import { sleep } from 'k6';
import { sendNdjson } from './lib/ingest.js';
import { people, search, searchThresholds } from './lib/search.js';
import { setting } from './lib/server.js';
import { requests } from './lib/stages.js';

const batch = setting('BATCH', 100);
const duration = __ENV.DURATION || '2m';

export const options = {
  scenarios: {
    services: {
      executor: 'constant-arrival-rate',
      exec: 'send',
      rate: requests(setting('RATE', 5000), batch),
      timeUnit: '1s',
      duration,
      preAllocatedVUs: 20,
      maxVUs: 200,
    },
    people: { executor: 'constant-vus', exec: 'look', vus: setting('VUS', people), duration },
  },
  thresholds: {
    http_req_failed: ['rate<0.001'],
    'http_req_duration{scenario:services}': ['p(95)<500'],
    records_refused: ['count==0'],
    dropped_iterations: ['count==0'],
    ...searchThresholds,
  },
};

export function send() {
  sendNdjson(batch, __VU);
}

export function look() {
  search();
  sleep(0.1 + Math.random() * 0.4);
}
