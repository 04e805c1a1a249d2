/** `local`, `UTC`, or a name such as `Europe/Berlin`. */
export type Zone = string;

/** The name of the zone as `Intl` knows it; undefined is the browser's own. */
export function zoneName(zone: Zone): string | undefined {
  return zone === 'local' ? undefined : zone;
}

export function isZone(text: string): boolean {
  if (text === 'local') {
    return true;
  }

  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Every zone that the browser knows, with UTC first. */
export function allZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}
