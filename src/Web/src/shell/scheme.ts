import { createStore } from './store';

/** `system` follows the system, also while the page is open. */
export type Scheme = 'system' | 'light' | 'dark';

const name = 'monolith.scheme';

// public/scheme.js has read the same entry before the first paint.
function chosen(): Scheme {
  const value = document.documentElement.dataset.scheme;
  return value === 'light' || value === 'dark' ? value : 'system';
}

export const scheme = createStore<Scheme>(chosen());

const system = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark at present, by choice or by system. Drawings on a canvas watch it. */
export const isDark = createStore(false);

function look(): void {
  isDark.set(scheme.get() === 'system' ? system.matches : scheme.get() === 'dark');
}

look();
system.addEventListener('change', look);

export function setScheme(next: Scheme): void {
  if (next === 'system') {
    delete document.documentElement.dataset.scheme;
    localStorage.removeItem(name);
  } else {
    document.documentElement.dataset.scheme = next;
    localStorage.setItem(name, next);
  }

  scheme.set(next);
  look();
}
