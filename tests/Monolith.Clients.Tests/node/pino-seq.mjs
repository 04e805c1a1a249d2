// pino-seq, in the JSON form that Seq had before CLEF.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import pino from 'pino';
import pinoSeq from 'pino-seq';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const stream = pinoSeq.createStream({ serverUrl: process.env.MONOLITH_URL, onError: fail });
const logger = pino({ level: 'debug', base: { service: process.env.SERVICE } }, stream);

for (const { n, level, message } of records) logger[level]({ n, area: 'shop' }, message);
stream.end();
await once(stream, 'finish');

function fail(error) {
  console.error(error);
  process.exit(1);
}
