import { describe, expect, test } from 'vitest';
import { exportAddress } from './logs';

describe('an export', () => {
  test('of columns names an attribute so that it is taken for no other field', () => {
    const where = exportAddress({ query: '', from: 'now-1h', to: 'now' }, 'csv', ['timestamp', 'body', 'user', 'user_id']);

    expect(new URLSearchParams(where.split('?')[1]).get('fields')).toBe('timestamp,body,"user",user_id');
  });
});
