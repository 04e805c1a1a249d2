import { useEffect, useEffectEvent } from 'react';
import { createStore } from './store';

/** Something that the user can do: listed in the palette, and in the help if keys do it. */
export interface Command {
  id: string;
  title: string;
  group: string;
  /** One key, or several one after the other: `/`, `g s`, `Ctrl+k`. */
  keys?: string;
  run: () => void;
}

/** Every command that can be given at present. */
export const commands = createStore<readonly Command[]>([]);

/** Offers the commands for as long as the component is shown. What they do may change with every rendering. */
export function useCommands(list: readonly Command[]): void {
  const run = useEffectEvent((id: string) => list.find((command) => command.id === id)?.run());
  const offer = useEffectEvent(() => list.map((command) => ({ ...command, run: () => run(command.id) })));
  const ids = list.map((command) => command.id).join();

  useEffect(() => {
    const offered = offer();
    commands.set([...commands.get(), ...offered]);
    return () => commands.set(commands.get().filter((command) => !offered.includes(command)));
  }, [ids]);
}
