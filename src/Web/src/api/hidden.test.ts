import { describe as group, expect, test } from 'vitest';
import { describe, hidden, noteHidden } from './hidden';

group('what is hidden', () => {
  test('is said in words, and nothing is when nothing is hidden', () => {
    expect(describe(undefined)).toBeUndefined();
    expect(describe({ fields: [], rows: false })).toBeUndefined();
    expect(describe({ fields: ['user_id'], rows: false })).toBe('Your role does not show user_id.');
    expect(describe({ fields: [], rows: true })).toBe('Your role does not show some of the rows.');
    expect(describe({ fields: ['a', 'b', 'c', 'd', 'e'], rows: true })).toBe(
      'Your role does not show a, b, c and 2 more fields, and some of the rows.',
    );
  });

  test('is taken from the answers, and stays when one does not say', () => {
    noteHidden(new Response('', { headers: { 'X-Monolith-Hidden': '{"fields":["user_id"],"rows":true}' } }));
    noteHidden(new Response(''));

    expect(hidden.get()).toEqual({ fields: ['user_id'], rows: true });
  });
});
