import { describe, expect, test, vi } from 'vitest';

// The module of keys, which this one needs, reads what the tab keeps.
vi.stubGlobal('sessionStorage', { getItem: () => null });
const { exportAddress } = await import('./logs');

describe('an export', () => {
  test('of columns names an attribute so that it is taken for no other field', () => {
    const where = exportAddress({ query: '', from: 'now-1h', to: 'now' }, 'csv', [
      'timestamp',
      'body',
      'user',
      'user_id',
    ]);

    expect(new URLSearchParams(where.split('?')[1]).get('fields')).toBe('timestamp,body,"user",user_id');
  });
});
