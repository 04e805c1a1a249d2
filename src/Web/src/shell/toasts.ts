import { createStore } from './store';

export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'failed';
}

// Long enough to be read, with some for those who look elsewhere.
const shownFor = 6000;

export const toasts = createStore<readonly Toast[]>([]);

let last = 0;

/** Says something at the edge of the page for a moment. */
export function say(text: string, kind: Toast['kind'] = 'done'): void {
  const toast = { id: ++last, text, kind };
  toasts.set([...toasts.get(), toast]);
  setTimeout(() => dismiss(toast.id), shownFor);
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
