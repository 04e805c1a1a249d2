// The OpenTelemetry SDK for Node with each of its three exporters of traces: PROTOCOL is proto, http (JSON) or grpc.
import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const { MONOLITH_URL, MONOLITH_GRPC, PROTOCOL, SERVICE, COUNT } = process.env;
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${PROTOCOL}`);
const exporter = new OTLPTraceExporter({ url: PROTOCOL === 'grpc' ? MONOLITH_GRPC : `${MONOLITH_URL}/v1/traces` });
const failures = [];
const counted = {
  export: (batch, done) => exporter.export(batch, (result) => {
    if (result.code !== 0) failures.push(result.error);
    done(result);
  }),
  forceFlush: () => exporter.forceFlush?.(),
  shutdown: () => exporter.shutdown(),
};
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': SERVICE }),
  spanProcessors: [new BatchSpanProcessor(counted, { maxQueueSize: 8192, maxExportBatchSize: 200 })],
});
const tracer = provider.getTracer('orders', '4.5');

// One trace: a parent, and children with an event each.
const parent = tracer.startSpan('GET /orders/{id}', { kind: SpanKind.SERVER, attributes: { 'http.route': '/orders/{id}' } });
const within = trace.setSpan(context.active(), parent);
for (let n = 0; n < Number(COUNT); n += 1) {
  const child = tracer.startSpan(`query ${n}`, { kind: SpanKind.CLIENT, attributes: { n, 'db.system.name': 'postgresql' } }, within);
  child.addEvent('rows', { count: n });
  if (n % 10 === 0) child.setStatus({ code: SpanStatusCode.ERROR, message: 'zu spät – 遅い' });
  child.end();
}
parent.end();

await provider.forceFlush();
await provider.shutdown();
if (failures.length > 0) {
  console.error(failures);
  process.exit(1);
}
