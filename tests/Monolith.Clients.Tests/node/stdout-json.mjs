// pino or bunyan (LOGGER) writing a line of JSON for each record; the lines are posted as they come.
import { readFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import bunyan from 'bunyan';
import pino from 'pino';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const lines = new PassThrough();
const answer = fetch(`${process.env.MONOLITH_URL}/api/v1/logs`, {
  method: 'POST',
  body: Readable.toWeb(lines),
  duplex: 'half',
  headers: { 'Content-Type': 'application/x-ndjson' },
});
const logger =
  process.env.LOGGER === 'bunyan'
    ? bunyan.createLogger({ name: process.env.SERVICE, level: 'debug', stream: lines })
    : pino({ level: 'debug', base: { service: process.env.SERVICE } }, lines);

for (const { n, level, message } of records) logger[level]({ n, area: 'shop' }, message);
lines.end();

const { status } = await answer;
if (status !== 200) throw new Error(`The answer was ${status}.`);
