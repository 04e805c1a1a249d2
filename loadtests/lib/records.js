// Log records like those of a real service. Nothing here needs k6.

const services = ['auth', 'payment', 'order', 'frontend', 'model'];
const levels = ['DEBUG', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'];
const severityNumbers = { DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17 };

/** One record, with ids of its own and the time of now. `run` marks the records that belong together. */
export function record(user, index, run = 'load') {
  const service = pick(services);
  const took = Math.round(Math.exp(3 + Math.random() * 3) * 100) / 100;
  return {
    timestamp: new Date().toISOString(),
    log_level: pick(levels),
    service_name: service,
    correlation_id: hex(24),
    tenant_id: 'load',
    user_id: `usr_${hex(8)}`,
    request_id: `req-${hex(16)}`,
    trace_id: hex(32),
    span_id: hex(16),
    duration_ms: took,
    message: `Call ${index} of virtual user ${user} answered by ${service} in ${took} ms`,
    'http.request.method': 'POST',
    'http.route': '/api/orders',
    'url.full': `https://shop.example/api/orders?call=${index}`,
    'http.response.status_code': 200,
    'client.address': `203.0.113.${1 + (user % 254)}`,
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/133.0',
    'deployment.environment': 'load',
    'service.version': '2026.3.1',
    'host.name': `node-${user % 3}`,
    'k8s.pod.name': `${service}-7b8-${hex(5)}`,
    'load.run': run,
  };
}

/** A body of NDJSON. */
export function ndjson(count, user, run) {
  return times(count, (i) => JSON.stringify(record(user, i, run))).join('\n');
}

/** A body of OTLP/HTTP JSON: one resource, one scope, so many records. */
export function otlp(count, user, run = 'load') {
  return JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', pick(services)), text('service.version', '2026.3.1')] },
        scopeLogs: [{ scope: { name: 'load' }, logRecords: times(count, (i) => otlpRecord(user, i, run)) }],
      },
    ],
  });
}

/** The body of a bulk publish to Dapr: so many messages of one record each. */
export function messages(count, user, run) {
  return JSON.stringify(
    times(count, (i) => ({ entryId: `${i}`, contentType: 'application/json', event: record(user, i, run) })),
  );
}

/** A name that no other run has. */
export function newRun() {
  return `run-${hex(16)}`;
}

/** One of them, by chance. */
export function pick(values) {
  return values[Math.floor(Math.random() * values.length)];
}

/** So many hexadecimal digits. Never all zero: a trace id of zeros counts as none. */
export function hex(digits) {
  let value = '';
  while (value.length < digits) {
    value += Math.floor(1 + Math.random() * 0xfffffffe)
      .toString(16)
      .padStart(8, '0');
  }

  return value.slice(0, digits);
}

function otlpRecord(user, index, run) {
  const level = pick(levels);
  return {
    timeUnixNano: `${Date.now()}000000`,
    severityNumber: severityNumbers[level],
    severityText: level,
    body: { stringValue: `Call ${index} of virtual user ${user}` },
    traceId: hex(32),
    spanId: hex(16),
    attributes: [text('http.request.method', 'POST'), text('http.route', '/api/orders'), text('load.run', run)],
  };
}

function text(key, stringValue) {
  return { key, value: { stringValue } };
}

function times(count, make) {
  return Array.from({ length: count }, (_, i) => make(i));
}
