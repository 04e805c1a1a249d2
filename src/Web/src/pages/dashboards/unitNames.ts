import type { Unit } from '../../charts/units';

export const unitNames: Record<Unit, string> = {
  '': 'counts',
  ms: 'milliseconds',
  s: 'seconds',
  '%': 'per cent',
  B: 'bytes',
  '/s': 'a second',
};
