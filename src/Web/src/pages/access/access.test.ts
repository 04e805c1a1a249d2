import { describe, expect, test } from 'vitest';
import type { ApiKey } from '../../api/access';
import type { LogRecord } from '../../api/records';
import { lastUse, networksOf, scopeOf, stateOf } from './keys';
import { describeHidden, describeRows, seesRow } from './scope';

const everything = { rows: [], hidden_fields: [], sees_sensitive: true, sees_secret: true };
const record = (service: string, severity: number) =>
  ({ id: '1', service, severity_number: severity, body: '', attributes: {}, resource: {} }) as unknown as LogRecord;
const key: ApiKey = { id: 'k1', name: 'checkout', created_at: '2026-03-04T05:06:07Z', created_by: 'anna@example.org' };
const now = Date.parse('2026-03-04T05:06:07Z');

describe('a scope', () => {
  test('without rules shows every row', () => {
    expect(seesRow(everything, record('checkout', 1))).toBe(true);
    expect(describeRows(everything)).toBe('every row');
  });

  test('shows a row that meets all of one rule', () => {
    const scope = { ...everything, rows: [{ services: ['pay*'], least_severity: 13 }, { services: ['auth.v2'] }] };

    expect(seesRow(scope, record('payment', 17))).toBe(true);
    expect(seesRow(scope, record('payment', 9))).toBe(false);
    expect(seesRow(scope, record('repay', 17))).toBe(false);
    expect(seesRow(scope, record('auth.v2', 1))).toBe(true);
    expect(seesRow(scope, record('auth-v2', 1))).toBe(false);
    expect(describeRows(scope)).toBe('rows of pay* from warn on, or rows of auth.v2');
  });

  test('names what it hides', () => {
    expect(describeHidden(everything)).toBe('');
    expect(describeHidden({ ...everything, hidden_fields: ['user_id'], sees_secret: false })).toBe(
      'user_id, fields that a contract calls secret',
    );
  });
});

describe('a key', () => {
  test('works until it ends or is revoked', () => {
    expect(stateOf(key, now)).toBe('works');
    expect(stateOf({ ...key, expires_at: '2026-03-04T05:06:06Z' }, now)).toBe('ended');
    expect(stateOf({ ...key, revoked_at: '2026-03-04T05:06:06Z' }, now)).toBe('revoked');
  });

  test('says what it may do', () => {
    expect(scopeOf({ ...key, roles: ['ingest'] })).toBe('ingest');
    expect(scopeOf({ ...key, holder: { kind: 'service_account', id: 'ci' } })).toBe('all that ci may');
    expect(scopeOf(key)).toBe('nothing');
  });

  test('says how long ago it was used', () => {
    expect(lastUse(key, now)).toBe('never');
    expect(lastUse({ ...key, last_used_at: '2026-03-04T05:06:00Z' }, now)).toBe('just now');
    expect(lastUse({ ...key, last_used_at: '2026-03-04T03:02:00Z' }, now)).toBe('2 h ago');
  });

  test('comes from networks, and what is none is named', () => {
    expect(networksOf('192.0.2.0/24, 2001:db8::/48\n10.0.0.1')).toEqual({
      networks: ['192.0.2.0/24', '2001:db8::/48', '10.0.0.1'],
      wrong: undefined,
    });
    expect(networksOf('192.0.2.0/24 home').wrong).toBe('home');
  });
});
