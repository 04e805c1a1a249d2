// The OpenTelemetry SDK for Node with each of its three exporters of logs: PROTOCOL is proto, http (JSON) or grpc.
import { readFileSync } from 'node:fs';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';

const { CORPUS, MONOLITH_URL, MONOLITH_GRPC, PROTOCOL, COMPRESSION, SERVICE } = process.env;
const records = JSON.parse(readFileSync(CORPUS, 'utf8'));
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${PROTOCOL}`);
const exporter = new OTLPLogExporter({
  url: PROTOCOL === 'grpc' ? MONOLITH_GRPC : `${MONOLITH_URL}/v1/logs`,
  compression: COMPRESSION,
});
const failures = [];
const counted = {
  export: (batch, done) => exporter.export(batch, (result) => {
    if (result.code !== 0) failures.push(result.error);
    done(result);
  }),
  forceFlush: () => exporter.forceFlush?.(),
  shutdown: () => exporter.shutdown(),
};
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': SERVICE, 'service.version': '1.2.3' }),
  processors: [new BatchLogRecordProcessor({ exporter: counted, maxQueueSize: 4096, maxExportBatchSize: 200 })],
});
const logger = provider.getLogger('orders', '4.5');
const severities = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

for (const { n, level, message } of records) {
  logger.emit({
    severityNumber: severities[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes: { n, ratio: 0.5, paid: true, tags: ['a', 'b'] },
  });
}

await provider.forceFlush();
await provider.shutdown();
if (failures.length > 0) {
  console.error(failures);
  process.exit(1);
}
