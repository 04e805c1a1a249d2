import { beforeEach, describe, expect, test, vi } from 'vitest';

class Kept {
  readonly all = new Map<string, string>();
  getItem = (name: string) => this.all.get(name) ?? null;
  setItem = (name: string, value: string) => void this.all.set(name, value);
  removeItem = (name: string) => void this.all.delete(name);
}

const [tab, browser] = [new Kept(), new Kept()];
vi.stubGlobal('sessionStorage', tab);
vi.stubGlobal('localStorage', browser);
const { key, openWith } = await import('./key');
const { remember, readHistory } = await import('../query/history');
const { leaveNothing, signOut } = await import('./signIn');

describe('the browser', () => {
  beforeEach(() => {
    browser.setItem('monolith.scheme', 'dark');
    remember('user:anna');
    openWith('mk_a_key_that_was_typed_in');
  });

  function expectNothingOfThem() {
    expect(readHistory()).toEqual([]);
    expect(key.get()).toBeUndefined();
    expect([...tab.all]).toEqual([]);
    expect([...browser.all]).toEqual([['monolith.scheme', 'dark']]);
  }

  test('keeps neither a key nor what was looked for once somebody signs out', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 204 })));

    await signOut();

    expectNothingOfThem();
  });

  test('keeps nothing also when the server cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));

    await expect(signOut()).rejects.toThrow();

    expectNothingOfThem();
  });

  test('keeps nothing either of who came by a key', () => {
    leaveNothing();

    expectNothingOfThem();
  });
});
