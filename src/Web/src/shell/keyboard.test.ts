// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import type { Command } from './commands';
import { KeySequences, keyName } from './keyboard';

const command = (keys: string): Command => ({ id: keys, title: keys, group: 'test', keys, run: () => undefined });
const offered = [command('/'), command('s'), command('g s'), command('g t'), command('Ctrl+k')];

function pressed(...keys: [string, number][]): string[] {
  const sequences = new KeySequences();
  return keys.map(([key, at]) => {
    const outcome = sequences.press(key, at, offered);
    return outcome.kind === 'run' ? outcome.command.id : outcome.kind;
  });
}

describe('keys', () => {
  test('one key is a command', () => {
    expect(pressed(['/', 0])).toEqual(['/']);
  });

  test('two keys one after the other are another command than the second alone', () => {
    expect(pressed(['g', 0], ['s', 500])).toEqual(['waiting', 'g s']);
  });

  test('a sequence that was left alone for a while is forgotten', () => {
    expect(pressed(['g', 0], ['s', 2000])).toEqual(['waiting', 's']);
  });

  test('a key that does not go on with the sequence is taken for itself', () => {
    expect(pressed(['g', 0], ['/', 100], ['t', 200])).toEqual(['waiting', '/', 'none']);
  });

  test('of two commands with the same keys the one offered last is run', () => {
    const later = { ...command('s'), id: 'later' };

    expect(new KeySequences().press('s', 0, [...offered, later])).toEqual({ kind: 'run', command: later });
  });

  test('Ctrl and Cmd are the same, and capitals do not matter with them', () => {
    expect(keyName(new KeyboardEvent('keydown', { key: 'K', metaKey: true }))).toBe('Ctrl+k');
    expect(keyName(new KeyboardEvent('keydown', { key: '?', shiftKey: true }))).toBe('?');
  });
});
