import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coloursOf } from './palette';

describe('coloursOf', () => {
  it('gives a name the same colour in every order', () => {
    const names = ['frontend', 'auth', 'order', 'payment', 'model'];

    expect(coloursOf(names)).toEqual(coloursOf(names.toReversed()));
  });

  it('gives different colours to twelve names', () => {
    const names = Array.from({ length: 12 }, (_, i) => `service-${i}`);

    expect(new Set(coloursOf(names).values()).size).toBe(12);
  });

  it('leaves severities their own colours', () => {
    expect(coloursOf(['error', 'WARN']).get('WARN')).toBe('--severity-warn');
  });
});

describe('the palette', () => {
  const shell = readFileSync('src/shell/colours.css', 'utf8');
  const pairs = [
    ...readFileSync('src/charts/palette.css', 'utf8').matchAll(/(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g),
  ];

  it.each(pairs.map(([, name, light, dark]) => [name, light, dark] as const))(
    '%s is told apart from every ground',
    (_, light, dark) => {
      for (const ground of ['--ground', '--surface', '--sunken', '--raised']) {
        const [, lightGround = '', darkGround = ''] =
          new RegExp(`${ground}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(shell) ?? [];

        expect(contrast(light ?? '', lightGround)).toBeGreaterThanOrEqual(3);
        expect(contrast(dark ?? '', darkGround)).toBeGreaterThanOrEqual(3);
      }
    },
  );
});

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
