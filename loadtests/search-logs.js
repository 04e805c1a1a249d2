// The question: do people who look around find logs quickly while others do the same?

import http from 'k6/http';
import { check, sleep } from 'k6';
import { pick, searchParams, server } from './lib/monolith.js';

const searches = {
  newest: '/api/v1/logs?from=now-15m&limit=100',
  one_service: '/api/v1/logs?from=now-1h&service=payment&limit=100',
  errors: '/api/v1/logs?from=now-1h&severity=error&limit=100',
  words: '/api/v1/logs?from=now-1h&q=payment&limit=100',
  histogram: '/api/v1/logs/histogram?from=now-1h',
};

export const options = {
  vus: Number(__ENV.VUS || 10),
  duration: __ENV.DURATION || '1m',
  thresholds: {
    http_req_failed: ['rate<0.001'],
    'http_req_duration{search:newest}': ['p(95)<300'],
    'http_req_duration{search:one_service}': ['p(95)<300'],
    'http_req_duration{search:errors}': ['p(95)<500'],
    'http_req_duration{search:words}': ['p(95)<500'],
    'http_req_duration{search:histogram}': ['p(95)<300'],
  },
};

export default function () {
  const name = pick(Object.keys(searches));
  const response = http.get(server + searches[name], { ...searchParams, tags: { search: name } });
  check(response, { 'the search is answered': (r) => r.status === 200 });
  sleep(0.1 + Math.random() * 0.4);
}
