// winston writing JSON lines, with names of the Elastic Common Schema, into the stream that pino-elasticsearch makes.
import { readFileSync } from 'node:fs';
import pinoElastic from 'pino-elasticsearch';
import winston from 'winston';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const stream = pinoElastic({ node: process.env.MONOLITH_URL, index: 'winston', esVersion: 8, opType: 'create', flushBytes: 50_000 });
stream.on('error', fail);
stream.on('insertError', fail);
const ecs = winston.format((info) => ({
  ...info,
  '@timestamp': new Date().toISOString(),
  'log.level': info.level,
  'service.name': process.env.SERVICE,
  'ecs.version': '8.10.0',
}));
const logger = winston.createLogger({
  level: 'debug',
  format: winston.format.combine(ecs(), winston.format.json()),
  transports: [new winston.transports.Stream({ stream })],
});
for (const { n, level, message } of records) logger.log({ level, message, n });
logger.on('finish', () => stream.end());
logger.end();

function fail(what) {
  console.error(what);
  process.exit(1);
}
