import { createStore } from '../shell/store';

const name = 'monolith.key';

/** The key that the user has given in this tab. It goes with every request and is forgotten with the tab. */
export const key = createStore<string | undefined>(sessionStorage.getItem(name) ?? undefined);

/** Whether the API has refused a request because nobody knows whose it is. */
export const signInIsNeeded = createStore(false);

export function openWith(value: string): void {
  sessionStorage.setItem(name, value);
  key.set(value);
  signInIsNeeded.set(false);
}

export function forgetKey(): void {
  sessionStorage.removeItem(name);
  key.set(undefined);
}
