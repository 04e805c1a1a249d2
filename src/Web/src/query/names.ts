/**
 * Names that the language takes for other names of a record's own fields: docs/query-language.md#fields. An attribute that is
 * called so is meant by quotation marks.
 */
export const otherNames: ReadonlySet<string> = new Set([
  'message',
  'msg',
  '@timestamp',
  'time',
  'level',
  'log.level',
  'service.name',
  'event.name',
  'correlation',
  'request',
  'user',
  'user.id',
  'trace',
  'trace.id',
  'span',
  'span.id',
  'duration',
  'method',
  'http.method',
  'route',
  'url',
  'http.url',
  'status',
  'http.status_code',
  'client.ip',
  'http.client_ip',
  'user_agent',
  'http.user_agent',
]);
