// pino-loki: messages as lines with structured metadata, and whole records as lines, which is what it does by default.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import pino from 'pino';
import pinoLoki from 'pino-loki';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const host = process.env.MONOLITH_URL;
const service = process.env.SERVICE;

await send(records, { labels: { service_name: service }, logFormat: ({ msg }) => msg });
await send(records.slice(0, 100), { labels: { job: `${service}-whole` } });

async function send(some, options) {
  const stream = pinoLoki({ host, batching: { interval: 1 }, ...options });
  const logger = pino({ level: 'debug', base: { hostname: 'web-1' } }, stream);
  for (const { n, level, message } of some) logger[level]({ meta: { n, area: 'shop' }, request_id: `r-${n}` }, message);
  stream.end();
  await once(stream, 'close');
}
