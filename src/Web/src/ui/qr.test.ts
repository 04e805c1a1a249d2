import { describe, expect, test } from 'vitest';
import { correctionOf, qrModules } from './qr';

describe('a QR code', () => {
  test('is corrected as the standard wants', () => {
    const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];

    expect(correctionOf(data, 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
  });

  // Read with a reader that is not ours.
  test('of a short text looks like this', () => {
    const drawn = qrModules('hello')?.map((row) => row.map((isDark) => (isDark ? '#' : '.')).join(''));

    expect(drawn).toEqual([
      '#######..##...#######',
      '#.....#.##....#.....#',
      '#.###.#..#.##.#.###.#',
      '#.###.#...##..#.###.#',
      '#.###.#.##..#.#.###.#',
      '#.....#.....#.#.....#',
      '#######.#.#.#.#######',
      '..........###........',
      '#.#.#.#..#.#....#..#.',
      '..#.##....#...#....##',
      '.#.#..#.###.#...#####',
      '##..#.........#....#.',
      '.##.#.##..#.#.#.#....',
      '........####.#.#..###',
      '#######...##.###..###',
      '#.....#...####.##....',
      '#.###.#.#.##.###...##',
      '#.###.#..#....##..##.',
      '#.###.#.###.#...#.#.#',
      '#.....#..#....#.#..#.',
      '#######.###.#.##...##',
    ]);
  });

  test('is as large as its text needs', () => {
    expect(qrModules('x'.repeat(14))).toHaveLength(21);
    expect(qrModules('x'.repeat(15))).toHaveLength(25);
    expect(qrModules('x'.repeat(213))).toHaveLength(57);
    expect(qrModules('x'.repeat(214))).toBeUndefined();
  });
});
