/** The part of a trace that is shown, in milliseconds after its beginning. */
export interface View {
  start: number;
  end: number;
}

/** Less than this shows nothing that a clock could have measured. */
const shortest = 0.001;

/** The view around a centre, `factor` times as long as it was, within the whole. */
export function zoom(view: View, factor: number, centre: number, duration: number): View {
  const length = Math.max(shortest, Math.min(duration, (view.end - view.start) * factor));
  const share = (centre - view.start) / (view.end - view.start || 1);
  return within({ start: centre - share * length, end: centre - share * length + length }, duration);
}

/** The view moved by a share of its own length. */
export function pan(view: View, share: number, duration: number): View {
  const distance = (view.end - view.start) * share;
  return within({ start: view.start + distance, end: view.end + distance }, duration);
}

/** What two ends of a drag mean, in either order. */
export function between(one: number, other: number, duration: number): View {
  const start = Math.max(0, Math.min(one, other));
  return within({ start, end: Math.max(start + shortest, Math.min(duration, Math.max(one, other))) }, duration);
}

/** Round marks within the view, about as many as asked for. */
export function marks(view: View, most: number): number[] {
  const rough = (view.end - view.start) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power;
  const found: number[] = [];
  for (let i = Math.ceil(view.start / step); i * step <= view.end; i++) {
    found.push(i * step);
  }

  return found;
}

function within(view: View, duration: number): View {
  const length = Math.min(view.end - view.start, Math.max(duration, shortest));
  const start = Math.max(0, Math.min(view.start, duration - length));
  return { start, end: start + length };
}
