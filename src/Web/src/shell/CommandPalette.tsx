import { useId, useState } from 'react';
import { Dialog } from '../ui/Dialog';
import styles from './CommandPalette.module.css';
import { commands, type Command } from './commands';
import { Keys } from './Keys';
import { useStore } from './store';

/** Finds a command by any words of its title, and gives it. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const offered = useStore(commands);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const found = matching(offered, text);
  const chosen = Math.min(at, found.length - 1);

  function run(command: Command | undefined) {
    if (command !== undefined) {
      onClose();
      command.run();
    }
  }

  return (
    <Dialog title="Commands" hideTitle place="top" onClose={onClose}>
      <input
        className={styles.field}
        role="combobox"
        aria-label="Command"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        placeholder="What do you want to do?"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined) {
            event.preventDefault();
            setAt((chosen + step + found.length) % Math.max(1, found.length));
          } else if (event.key === 'Enter') {
            event.preventDefault();
            run(found[chosen]);
          }
        }}
      />
      <ul id={id} role="listbox" aria-label="Commands" className={styles.list}>
        {found.map((command, i) => (
          <li
            key={command.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === chosen}
            className={styles.option}
            onPointerMove={() => setAt(i)}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            <span className={styles.group}>{command.group}</span>
            {command.keys !== undefined && <Keys of={command.keys} />}
          </li>
        ))}
        {found.length === 0 && <li className={styles.none}>No command has these words.</li>}
      </ul>
    </Dialog>
  );
}

function matching(offered: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/);
  return offered.filter(({ title, group }) => {
    const name = `${title} ${group}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}
