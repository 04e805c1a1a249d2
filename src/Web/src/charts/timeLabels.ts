import { formatClock, formatMinute } from '../time/format';
import type { Zone } from '../time/zone';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** Short names for the times on an axis: no more than what tells one from the next, and the day where it changes. */
export function timeLabels(times: readonly number[], zone: Zone): string[] {
  const step = times.length > 1 ? (times[1] ?? 0) - (times[0] ?? 0) : minute;
  return times.map((time, i) => {
    const date = formatMinute(time, zone).slice(5, 10);
    const before = times[i - 1];
    const isNewDay = before !== undefined && formatMinute(before, zone).slice(5, 10) !== date;
    return step >= day || isNewDay ? date : clock(time, step, zone);
  });
}

function clock(time: number, step: number, zone: Zone): string {
  const text = formatClock(time, zone);
  if (step >= minute) {
    return text.slice(0, 5);
  }

  return step >= second ? text.slice(0, 8) : text.slice(3);
}
