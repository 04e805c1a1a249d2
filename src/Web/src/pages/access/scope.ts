import type { RowRule, Scope } from '../../api/roles';
import { severities, severityOf, type LogRecord, type Severity } from '../../api/records';

// The first number of each family of severities.
const numberOf = (severity: Severity) => Math.max(0, severities.indexOf(severity) * 4 - 3);

/** The severities that a rule can begin at, with the number that it says. */
export const leastSeverities = severities
  .filter((severity) => severity !== 'unspecified')
  .map((severity) => ({ severity, number: numberOf(severity) }));

/** Whether the scope lets a record through, as far as the record tells: it does not say which stream it is in. */
export function seesRow(scope: Scope, record: LogRecord): boolean {
  return scope.rows.length === 0 || scope.rows.some((rule) => fits(rule, record));
}

function fits({ services = [], least_severity: least = 0 }: RowRule, record: LogRecord): boolean {
  return (
    record.severity_number >= least &&
    (services.length === 0 || services.some((pattern) => patternOf(pattern).test(record.service)))
  );
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** What rows a scope shows, in words. */
export function describeRows({ rows }: Scope): string {
  return rows.length === 0 ? 'every row' : rows.map(describeRule).join(', or ');
}

function describeRule({ services = [], streams = [], least_severity: least = 0 }: RowRule): string {
  const parts = [
    services.length > 0 ? `of ${services.join(', ')}` : '',
    streams.length > 0 ? `in the ${streams.length === 1 ? 'stream' : 'streams'} ${streams.join(', ')}` : '',
    least > 0 ? `from ${severityOf(least)} on` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'every row' : `rows ${parts.join(' ')}`;
}

/** What fields a scope hides, in words; empty when it hides none. */
export function describeHidden({
  hidden_fields: fields,
  sees_sensitive: sensitive,
  sees_secret: secret,
}: Scope): string {
  return [
    fields.join(', '),
    sensitive ? '' : 'fields that a contract calls sensitive',
    secret ? '' : 'fields that a contract calls secret',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
