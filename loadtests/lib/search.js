// Searching as people do who look around.

import http from 'k6/http';
import { check } from 'k6';
import { pick } from './records.js';
import { reading, server } from './server.js';

/** How many look around: as many of a tenant's people as may ask at once (`Modules:Explore:Budget:MaxConcurrent`). */
export const people = 8;

const searches = {
  newest: '/api/v1/logs?from=now-15m&limit=100',
  one_service: '/api/v1/logs?from=now-1h&service=payment&limit=100',
  errors: '/api/v1/logs?from=now-1h&severity=error&limit=100',
  words: '/api/v1/logs?from=now-1h&q=payment&limit=100',
  histogram: '/api/v1/logs/histogram?from=now-1h',
};

/** How quickly each kind of search must be answered. */
export const searchThresholds = {
  'http_req_duration{search:newest}': ['p(95)<300'],
  'http_req_duration{search:one_service}': ['p(95)<300'],
  'http_req_duration{search:errors}': ['p(95)<500'],
  'http_req_duration{search:words}': ['p(95)<500'],
  'http_req_duration{search:histogram}': ['p(95)<300'],
};

/** One search, by chance. */
export function search() {
  const name = pick(Object.keys(searches));
  const response = http.get(server + searches[name], { headers: reading(), tags: { search: name } });
  check(response, { 'the search is answered': (r) => r.status === 200 });
}

/** How many records of a run can be found. */
export function found(run) {
  const response = http.get(`${server}/api/v1/logs/histogram?from=now-6h&attribute.load.run=${run}`, {
    headers: reading(),
  });
  return response.status === 200 ? response.json().total : 0;
}
