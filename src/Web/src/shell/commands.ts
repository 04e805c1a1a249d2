import { useEffect } from 'react';
import { createStore } from './store';

/** Something that the user can do: listed in the palette, and in the help if keys do it. */
export interface Command {
  id: string;
  title: string;
  group: string;
  /** One key, or several one after the other: `/`, `g s`, `Ctrl+k`. */
  keys?: string;
  run(): void;
}

/** Every command that can be given at present. */
export const commands = createStore<readonly Command[]>([]);

/** Offers the commands for as long as the component is shown. Give it a list that stays the same between renderings. */
export function useCommands(offered: readonly Command[]): void {
  useEffect(() => {
    commands.set([...commands.get(), ...offered]);
    return () => commands.set(commands.get().filter((command) => !offered.includes(command)));
  }, [offered]);
}
