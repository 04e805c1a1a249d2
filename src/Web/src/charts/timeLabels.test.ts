import { describe, expect, it } from 'vitest';
import { timeLabels } from './timeLabels';

const at = (text: string) => Date.parse(`2026-03-${text}Z`);

describe('timeLabels', () => {
  it('leaves the seconds out where minutes tell enough', () => {
    expect(timeLabels([at('04T05:00:00'), at('04T05:05:00')], 'UTC')).toEqual(['05:00', '05:05']);
  });

  it('shows seconds and their parts where they differ', () => {
    expect(timeLabels([at('04T05:00:00'), at('04T05:00:10')], 'UTC')).toEqual(['05:00:00', '05:00:10']);
    expect(timeLabels([at('04T05:00:00'), at('04T05:00:00.100')], 'UTC')).toEqual(['00:00.000', '00:00.100']);
  });

  it('names the day where it changes', () => {
    expect(timeLabels([at('04T22:00:00'), at('05T00:00:00'), at('05T02:00:00')], 'UTC')).toEqual([
      '22:00',
      '03-05',
      '02:00',
    ]);
  });
});
