import { severities } from '../api/records';
import './palette.css';

const count = 12;

/**
 * A variable of colour for each name. A name has the same colour wherever it appears, unless another one in the same picture
 * has taken it; severities have their own.
 */
export function coloursOf(names: readonly string[]): Map<string, string> {
  const colours = new Map<string, string>();
  const taken = new Set<number>();
  // In the order of the names, so that the order of the data does not matter.
  for (const name of [...new Set(names)].sort()) {
    const severity = severities.find((each) => each === name.toLowerCase());
    if (severity !== undefined) {
      colours.set(name, `--severity-${severity}`);
      continue;
    }

    const slot = freeSlot(hash(name) % count, taken);
    taken.add(slot);
    colours.set(name, `--series-${slot + 1}`);
  }

  return colours;
}

// Beyond the twelfth name colours come a second time.
function freeSlot(wanted: number, taken: Set<number>): number {
  for (let i = 0; i < count; i++) {
    const slot = (wanted + i) % count;
    if (!taken.has(slot)) {
      return slot;
    }
  }

  return wanted;
}

// FNV-1a: short, and spreads names that differ in one letter.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }

  return value;
}
