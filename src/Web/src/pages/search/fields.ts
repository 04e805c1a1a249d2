import { severityOf, type Json, type LogRecord } from '../../api/records';

// These are members of the record itself; every other name is an attribute of the record, or else of its resource.
const own = new Set([
  'id',
  'timestamp',
  'observed_timestamp',
  'severity_number',
  'service',
  'source',
  'event_name',
  'correlation_id',
  'request_id',
  'user_id',
  'trace_id',
  'span_id',
  'duration_ms',
  'body',
]);

/** What a record has under a name, as the language means the name; undefined when it has nothing. */
export function valueOf(record: LogRecord, field: string): Json | undefined {
  if (field === 'severity') {
    return record.severity_number === 0 ? undefined : severityOf(record.severity_number);
  }

  return own.has(field) ? record[field] : (record[field] ?? record.attributes[field] ?? record.resource[field]);
}

export function textOfValue(value: Json | undefined): string {
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

type Home = 'record' | 'attribute' | 'resource';

/** Every field of a record but its body and its own identity, in the order in which people look for them. */
export function fieldsOfRecord(record: LogRecord): { name: string; value: Json; home: Home }[] {
  const inRecord = Object.entries(record).filter(
    ([name]) =>
      ![
        'id',
        'timestamp',
        'observed_timestamp',
        'body',
        'attributes',
        'resource',
        'severity_number',
        'severity',
      ].includes(name),
  );
  return [
    ...entries([['severity', valueOf(record, 'severity')], ...inRecord], 'record'),
    ...entries(Object.entries(record.attributes), 'attribute'),
    ...entries(Object.entries(record.resource), 'resource'),
  ];
}

function entries<H extends Home>(pairs: [string, Json | undefined][], home: H) {
  return pairs.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value, home }]));
}
