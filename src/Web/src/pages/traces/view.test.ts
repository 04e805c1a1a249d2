import { describe, expect, it } from 'vitest';
import { between, marks, pan, zoom } from './view';

describe('the view of a trace', () => {
  it('keeps the time under the pointer where it is when it zooms', () => {
    const view = zoom({ start: 0, end: 100 }, 0.5, 25, 100);

    expect(view).toEqual({ start: 12.5, end: 62.5 });
    expect((25 - view.start) / (view.end - view.start)).toBe(0.25);
  });

  it('never shows more than the trace', () => {
    expect(zoom({ start: 10, end: 90 }, 10, 50, 100)).toEqual({ start: 0, end: 100 });
    expect(pan({ start: 50, end: 90 }, 1, 100)).toEqual({ start: 60, end: 100 });
    expect(between(80, -5, 100)).toEqual({ start: 0, end: 80 });
  });

  it('has round marks', () => {
    expect(marks({ start: 0, end: 687 }, 6)).toEqual([0, 200, 400, 600]);
    expect(marks({ start: 1, end: 2 }, 5)).toEqual(
      [1, 1.2, 1.4, 1.6, 1.8, 2].map((each) => expect.closeTo(each) as number),
    );
  });
});
