import { useCommands } from '../../shell/commands';

interface Deeds {
  focus: () => void;
  step: (distance: 1 | -1) => void;
  open: () => void;
  close: () => void;
  toggleLive: () => void;
  togglePause: () => void;
  zoomOut: () => void;
}

/** What can be done on the search page with keys and from the palette. */
export function useSearchCommands(deeds: Deeds): void {
  useCommands(
    [
      { id: 'focus', title: 'Write a query', keys: '/', run: deeds.focus },
      { id: 'next', title: 'Next record', keys: 'j', run: () => deeds.step(1) },
      { id: 'previous', title: 'Previous record', keys: 'k', run: () => deeds.step(-1) },
      { id: 'open', title: 'Open the record', keys: 'Enter', run: deeds.open },
      { id: 'close', title: 'Close the record', keys: 'Escape', run: deeds.close },
      { id: 'live', title: 'Watch live, or stop', keys: 't', run: deeds.toggleLive },
      { id: 'pause', title: 'Pause the live view, or go on', keys: 'p', run: deeds.togglePause },
      { id: 'out', title: 'Zoom out', keys: 'z', run: deeds.zoomOut },
    ].map((command) => ({ ...command, group: 'Search' })),
  );
}
