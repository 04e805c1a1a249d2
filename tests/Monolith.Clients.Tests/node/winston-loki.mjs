// winston-loki, in protobuf with snappy or, with FORM=json, in JSON.
import { readFileSync } from 'node:fs';
import winston from 'winston';
import LokiTransport from 'winston-loki';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const transport = new LokiTransport({
  host: process.env.MONOLITH_URL,
  json: process.env.FORM === 'json',
  labels: { job: process.env.SERVICE, host: 'web-1' },
  interval: 1,
  gracefulShutdown: false,
  format: winston.format.printf(({ message }) => message),
  onConnectionError: fail,
});
const logger = winston.createLogger({ level: 'debug', transports: [transport] });

for (const { n, level, message } of records) logger.log({ level, message, n });
await new Promise((resolve) => { logger.on('finish', resolve); logger.end(); });
await transport.close();

function fail(error) {
  console.error(error);
  process.exit(1);
}
