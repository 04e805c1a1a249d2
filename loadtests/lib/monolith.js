// Shared by the scripts: where Monolith is, the key to show, and records like those of a real service.

export const server = __ENV.MONOLITH_URL || 'http://127.0.0.1:8080';

export const ingestParams = {
  headers: withKey({ 'Content-Type': 'application/x-ndjson' }),
};

export const searchParams = {
  headers: withKey({ Accept: 'application/json' }),
};

const services = ['auth', 'payment', 'order', 'frontend', 'model'];
const levels = ['DEBUG', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'];

/** A body of NDJSON records, each with ids of its own and the time of now. */
export function batchOf(count, user) {
  const lines = [];
  for (let i = 0; i < count; i++) {
    lines.push(JSON.stringify(record(user, i)));
  }

  return lines.join('\n');
}

export function pick(values) {
  return values[Math.floor(Math.random() * values.length)];
}

function record(user, index) {
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
    'cart.items': 1 + (index % 5),
  };
}

function hex(digits) {
  let text = '';
  while (text.length < digits) {
    text += Math.floor(Math.random() * 0x100000000)
      .toString(16)
      .padStart(8, '0');
  }

  return text.slice(0, digits);
}

function withKey(headers) {
  return __ENV.MONOLITH_API_KEY ? { ...headers, Authorization: `Bearer ${__ENV.MONOLITH_API_KEY}` } : headers;
}
