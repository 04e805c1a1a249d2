import express from 'express';
import winston from 'winston';
import { DaprTransport } from './dapr-transport.js';

const service = process.env.APP_ID ?? 'storefront';
const port = process.env.APP_PORT ?? 5102;
const dapr = new DaprTransport({ service });
const logger = winston.createLogger({
  level: 'debug',
  format: winston.format.combine(winston.format.timestamp(), winston.format.errors({ stack: true }), winston.format.json()),
  transports: [dapr, new winston.transports.Console()],
});

const app = express();
app.use(express.json());

// Every line that a request logs carries the trace that it belongs to (W3C trace context).
app.use((request, response, next) => {
  const [, traceId, spanId] = (request.headers.traceparent ?? '').split('-');
  request.log = logger.child(traceId ? { trace_id: traceId, span_id: spanId } : {});
  next();
});

app.get('/healthz', (request, response) => response.send('ok'));

app.post('/checkout', (request, response) => {
  const { cart, total } = request.body;
  if (!(total > 0)) {
    request.log.error('checkout failed: the cart is empty', { cart });
    return response.status(400).end();
  }
  request.log.info('checkout done', { cart, total });
  response.status(202).end();
});

const server = app.listen(port, '127.0.0.1', () => logger.info(`listens on ${server.address().port}`));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close(async () => {
      await dapr.flush();
      process.exit(0);
    });
  });
}
