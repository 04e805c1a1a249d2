// Splunk's own logger: records with fields of their own as objects, the others as plain text.
import { readFileSync } from 'node:fs';
import { Logger } from 'splunk-logging';

const records = JSON.parse(readFileSync(process.env.CORPUS, 'utf8'));
const url = `${process.env.MONOLITH_URL}/services/collector/event/1.0?service=${process.env.SERVICE}`;
const logger = new Logger({ token: 'any-token-will-do', url, maxBatchCount: 100, maxRetries: 3 });
logger.error = fail;

for (const { n, level, message } of records) {
  const hasFields = n % 2 === 0;
  logger.send(
    {
      message: hasFields ? { message, n, area: 'shop' } : message,
      severity: level,
      metadata: { host: 'web-1', source: 'test', sourcetype: 'shop', index: 'main' },
    },
    check,
  );
}
if (logger.serializedContextQueue.length > 0) logger.flush(check);

function check(error, _response, body) {
  if (error || body?.code !== 0 || 'invalid-event-number' in body) fail(error ?? JSON.stringify(body));
}

function fail(error) {
  console.error(error);
  process.exit(1);
}
