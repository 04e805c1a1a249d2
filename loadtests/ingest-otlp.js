// The question: up to which rate does Monolith take batches of OTLP and answer each quickly, losing none?

import { sendOtlp } from './lib/ingest.js';
import { setting } from './lib/server.js';
import { rising } from './lib/stages.js';

const batch = setting('BATCH', 100);

export const options = {
  scenarios: {
    ramp: rising(setting('RATE', 20000), batch, __ENV.HOLD || '20s'),
  },
  thresholds: {
    http_req_failed: [{ threshold: 'rate<0.001', abortOnFail: true, delayAbortEval: '10s' }],
    http_req_duration: ['p(95)<250', 'p(99)<1000'],
    records_refused: ['count==0'],
    dropped_iterations: ['count==0'],
  },
};

export default function () {
  sendOtlp(batch, __VU);
}
