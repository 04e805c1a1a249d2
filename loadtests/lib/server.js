// Where Monolith is, and the keys to show it. All of it comes from the environment: `k6 run -e MONOLITH_URL=… script.js`.

export const server = __ENV.MONOLITH_URL || 'http://127.0.0.1:8080';
export const sidecar = __ENV.DAPR_URL || 'http://127.0.0.1:3500';

/** Headers of whoever sends. */
export function sending(contentType) {
  return withKey({ 'Content-Type': contentType }, __ENV.MONOLITH_INGEST_KEY);
}

/** Headers of whoever publishes through the sidecar. */
export function publishing() {
  const token = __ENV.DAPR_API_TOKEN;
  return { 'Content-Type': 'application/json', ...(token ? { 'dapr-api-token': token } : {}) };
}

/** Headers of whoever searches. */
export function reading(accept = 'application/json') {
  return withKey({ Accept: accept }, __ENV.MONOLITH_ADMIN_KEY);
}

/** A number from the environment. */
export function setting(name, otherwise) {
  const value = Number(__ENV[name] || otherwise);
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`${name} must be a number above 0, and is '${__ENV[name]}'`);
  }

  return value;
}

function withKey(headers, key) {
  return key ? { ...headers, Authorization: `Bearer ${key}` } : headers;
}
