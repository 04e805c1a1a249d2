// The question: does Monolith take a steady stream of batches from many senders and answer each quickly, losing none?

import http from 'k6/http';
import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { batchOf, ingestParams, server } from './lib/monolith.js';

const batchSize = Number(__ENV.BATCH || 100);
const recordsPerSecond = Number(__ENV.RATE || 10000);

const accepted = new Counter('records_accepted');
const refused = new Counter('records_refused');

export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: Math.max(1, Math.round(recordsPerSecond / batchSize)),
      timeUnit: '1s',
      duration: __ENV.DURATION || '1m',
      preAllocatedVUs: 50,
      maxVUs: 200,
    },
  },
  thresholds: {
    http_req_failed: ['rate<0.001'],
    http_req_duration: ['p(95)<250', 'p(99)<1000'],
    records_refused: ['count==0'],
    dropped_iterations: ['count==0'],
  },
};

export default function () {
  const response = http.post(`${server}/api/v1/logs`, batchOf(batchSize, __VU), ingestParams);
  const answer = response.status === 200 ? response.json() : { accepted: 0, rejected: batchSize };
  accepted.add(answer.accepted);
  refused.add(answer.rejected);
  check(response, { 'every record is accepted': () => answer.accepted === batchSize });
}
