// winston's own HTTP transport, in batches as it makes them.
import { readFileSync } from 'node:fs';
import winston from 'winston';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const { hostname, port } = new URL(process.env.MONOLITH_URL);
const http = new winston.transports.Http({ host: hostname, port, path: '/api/v1/logs', batch: true, batchCount: 100, batchInterval: 200 });
let waiting = records.length;
http.on('warn', fail);
http.on('error', fail);
const logger = winston.createLogger({
  level: 'debug',
  defaultMeta: { service: process.env.SERVICE },
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [http],
});

for (const { n, level, message } of records) logger.log({ level, message, n, area: 'shop' });
http.on('logged', () => { waiting -= 1; });

function fail(error) {
  console.error(error);
  process.exit(1);
}
