// Sending, and counting what became of it.

import http from 'k6/http';
import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { ndjson, otlp } from './records.js';
import { sending, server } from './server.js';

const accepted = new Counter('records_accepted');
const refused = new Counter('records_refused');

/** Sends one batch of NDJSON. Every record must be accepted. */
export function sendNdjson(count, user, run) {
  const response = http.post(`${server}/api/v1/logs`, ndjson(count, user, run), {
    headers: sending('application/x-ndjson'),
  });
  const taken = response.status === 200 ? response.json().accepted : 0;
  return told(response, count, taken);
}

/** Sends one batch of OTLP in JSON. An answer without `partialSuccess` means that all of it is safe. */
export function sendOtlp(count, user, run) {
  const response = http.post(`${server}/v1/logs`, otlp(count, user, run), { headers: sending('application/json') });
  const rejected = response.status === 200 ? Number(response.json().partialSuccess?.rejectedLogRecords ?? 0) : count;
  return told(response, count, count - rejected);
}

function told(response, count, taken) {
  accepted.add(taken);
  refused.add(count - taken);
  check(response, { 'every record is accepted': () => taken === count });
  return response;
}
