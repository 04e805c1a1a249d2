import { commands, type Command } from './commands';

// After this pause the first key of a sequence is forgotten.
const patience = 1000;

/** What happened to a key: `run` has the command; `waiting` means that more keys must follow; `none` is not ours. */
export type Outcome = { kind: 'run'; command: Command } | { kind: 'waiting' } | { kind: 'none' };

/** Turns keys into commands, also those of several keys one after the other. */
export class KeySequences {
  private typed = '';
  private typedAt = 0;

  press(key: string, now: number, offered: readonly Command[]): Outcome {
    const sequence = this.typed !== '' && now - this.typedAt <= patience ? `${this.typed} ${key}` : key;
    // The one offered last is nearest to what the user looks at.
    const command = offered.findLast((each) => each.keys === sequence);
    if (command !== undefined) {
      this.typed = '';
      return { kind: 'run', command };
    }

    if (offered.some((each) => each.keys?.startsWith(`${sequence} `))) {
      this.typed = sequence;
      this.typedAt = now;
      return { kind: 'waiting' };
    }

    const hadBegun = sequence !== key;
    this.typed = '';
    return hadBegun ? this.press(key, now, offered) : { kind: 'none' };
  }
}

/** The name of a key press as commands write it: `k`, `?`, `Ctrl+k`, `Escape`. Cmd counts as Ctrl. */
export function keyName(event: KeyboardEvent): string {
  const isCtrl = event.ctrlKey || event.metaKey;
  return `${isCtrl ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.key.length === 1 && isCtrl ? event.key.toLowerCase() : event.key}`;
}

/** Listens until the returned function is called. */
export function listenToKeys(): () => void {
  const sequences = new KeySequences();
  const listener = (event: KeyboardEvent) => {
    const name = keyName(event);
    if (
      event.defaultPrevented ||
      isModifier(event.key) ||
      (isTyping(event) && !name.startsWith('Ctrl+')) ||
      isPress(event)
    ) {
      return;
    }

    // What is open over the page has its own keys, and is closed by Escape.
    if (document.querySelector('dialog[open], :popover-open') !== null && !name.startsWith('Ctrl+')) {
      return;
    }

    const outcome = sequences.press(name, event.timeStamp, commands.get());
    if (outcome.kind === 'run') {
      event.preventDefault();
      outcome.command.run();
    }
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

function isModifier(key: string): boolean {
  return key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta';
}

// Enter on a button presses it.
function isPress(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    (event.key === 'Enter' || event.key === ' ') &&
    target instanceof Element &&
    target.matches('a, button, summary, [role=slider]')
  );
}

// Through the borders of shadow trees: the search bar lives in one.
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'))
  );
}
