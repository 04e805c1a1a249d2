import { Notice } from '../../ui/Notice';

/** Where no service has told anything: how the first one would. */
export function NoServices() {
  return (
    <Notice title="No service had requests in this range">
      <p>
        Requests are counted from spans, and from log records with http.route and duration_ms. Choose a longer range, or
        send the first span:
      </p>
      <pre>
        OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf{'\n'}
        OTEL_EXPORTER_OTLP_ENDPOINT={window.location.origin}
      </pre>
    </Notice>
  );
}
