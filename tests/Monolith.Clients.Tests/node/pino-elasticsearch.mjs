// pino through its transport for Elasticsearch, which brings an older client of its own.
import { readFileSync } from 'node:fs';
import pino from 'pino';
import pinoElastic from 'pino-elasticsearch';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const stream = pinoElastic({
  node: process.env.MONOLITH_URL,
  index: 'pino-%{DATE}',
  esVersion: 8,
  opType: 'create',
  flushBytes: 50_000,
});
stream.on('error', fail);
stream.on('insertError', fail);
stream.on('unknown', fail);
stream.on('insert', (stats) => {
  if (stats.successful !== records.length || stats.failed !== 0) fail(stats);
});

const logger = pino({ level: 'debug', name: process.env.SERVICE }, stream);
for (const { n, level, message } of records) logger[level]({ n, area: 'shop' }, message);
stream.end();

function fail(what) {
  console.error(what);
  process.exit(1);
}
