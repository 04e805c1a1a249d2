/** The families of severities, from the mildest to the worst, as the API names them. */
export const severities = ['unspecified', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export type Severity = (typeof severities)[number];

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A log record as `GET /api/v1/logs` answers it: what the record does not have is left out. */
export interface LogRecord {
  id: string;
  timestamp: string;
  observed_timestamp: string;
  severity_number: number;
  severity?: string;
  service: string;
  source?: string;
  event_name?: string;
  correlation_id?: string;
  request_id?: string;
  user_id?: string;
  trace_id?: string;
  span_id?: string;
  duration_ms?: number;
  body: Json;
  attributes: Record<string, Json>;
  resource: Record<string, Json>;
  /** The fields that have an OpenTelemetry name, such as `http.route`. */
  [field: string]: Json | undefined;
}

/** The family of an OpenTelemetry severity number: four numbers each. */
export function severityOf(number: number): Severity {
  return severities[Math.ceil(number / 4)] ?? 'unspecified';
}
