// Datalust's winston transport.
import { readFileSync } from 'node:fs';
import { SeqTransport } from '@datalust/winston-seq';
import winston from 'winston';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const transport = new SeqTransport({ serverUrl: process.env.MONOLITH_URL, onError: fail });
const logger = winston.createLogger({
  level: 'debug',
  defaultMeta: { Application: process.env.SERVICE },
  transports: [transport],
});

for (const { n, level, message } of records) logger.log({ level, message, n, area: 'shop' });
await new Promise((resolve) => { logger.on('finish', resolve); logger.end(); });
await transport.flush();

function fail(error) {
  console.error(error);
  process.exit(1);
}
