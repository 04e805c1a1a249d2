// The question: do people who look around find logs quickly while others do the same?

import { sleep } from 'k6';
import { people, search, searchThresholds } from './lib/search.js';
import { setting } from './lib/server.js';

export const options = {
  vus: setting('VUS', people),
  duration: __ENV.DURATION || '1m',
  thresholds: { http_req_failed: ['rate<0.001'], ...searchThresholds },
};

export default function () {
  search();
  sleep(0.1 + Math.random() * 0.4);
}
