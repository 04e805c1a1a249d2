/**
 * QR codes (ISO/IEC 18004) of short texts: bytes, error correction M, versions 1 to 10, which is up to 213 bytes. Enough for what an
 * authenticator app is told.
 */

interface Version {
  /** How many codewords of correction each block has. */
  correction: number;
  /** How many codewords of data each block has; the longer blocks come last. */
  blocks: readonly number[];
  /** Where the middles of the alignment patterns lie, in both directions. */
  alignment: readonly number[];
}

const versions: readonly Version[] = [
  { correction: 10, blocks: [16], alignment: [] },
  { correction: 16, blocks: [28], alignment: [6, 18] },
  { correction: 26, blocks: [44], alignment: [6, 22] },
  { correction: 18, blocks: [32, 32], alignment: [6, 26] },
  { correction: 24, blocks: [43, 43], alignment: [6, 30] },
  { correction: 16, blocks: [27, 27, 27, 27], alignment: [6, 34] },
  { correction: 18, blocks: [31, 31, 31, 31], alignment: [6, 22, 38] },
  { correction: 22, blocks: [38, 38, 39, 39], alignment: [6, 24, 42] },
  { correction: 22, blocks: [36, 36, 36, 37, 37], alignment: [6, 26, 46] },
  { correction: 26, blocks: [43, 43, 43, 43, 44], alignment: [6, 28, 50] },
];

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of the code by row, true for dark, without the quiet zone around it; undefined when the text is too long. */
export function qrModules(text: string): boolean[][] | undefined {
  const bytes = new TextEncoder().encode(text);
  // The mode takes half a byte, the length one byte, or two from version 10 on.
  const number = versions.findIndex((each, i) => sum(each.blocks) >= bytes.length + (i + 1 < 10 ? 2 : 3)) + 1;
  const version = versions[number - 1];
  if (version === undefined) {
    return undefined;
  }

  const codewords = interleaved(dataOf(bytes, number, sum(version.blocks)), version);
  const drawn = masks.map((_, mask) => draw(number, version, codewords, mask));
  return drawn.toSorted((a, b) => penaltyOf(a) - penaltyOf(b))[0];
}

function dataOf(bytes: Uint8Array, version: number, capacity: number): number[] {
  const bits: number[] = [];
  const push = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) {
      bits.push((value >> i) & 1);
    }
  };
  push(0b0100, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => push(byte, 8));
  push(0, Math.min(4, capacity * 8 - bits.length));
  push(0, -bits.length & 7);
  const data = Array.from({ length: bits.length / 8 }, (_, i) => parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2));
  for (let i = 0; data.length < capacity; i++) {
    data.push(i % 2 === 0 ? 0xec : 0x11);
  }

  return data;
}

function interleaved(data: readonly number[], { blocks, correction }: Version): number[] {
  let at = 0;
  const parts = blocks.map((length) => data.slice(at, (at += length)));
  const corrections = parts.map((part) => correctionOf(part, correction));
  return [...columns(parts), ...columns(corrections)];
}

function columns(rows: readonly number[][]): number[] {
  const longest = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: longest }, (_, i) => rows.flatMap((row) => row.slice(i, i + 1))).flat();
}

/** Exported for its tests: the codewords of Reed-Solomon correction, the remainder of a division over GF(256). */
export function correctionOf(data: readonly number[], count: number): number[] {
  let generator = [1];
  for (let i = 0, root = 1; i < count; i++, root = multiply(root, 2)) {
    generator = [...generator, 0].map((factor, at) => factor ^ multiply(at > 0 ? (generator[at - 1] ?? 0) : 0, root));
  }

  const rest = Array.from({ length: count }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    rest.forEach((value, i) => (rest[i] = value ^ multiply(generator[i + 1] ?? 0, factor)));
  }

  return rest;
}

function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a);
  }

  return product;
}

function draw(number: number, version: Version, codewords: readonly number[], mask: number): boolean[][] {
  const size = 17 + 4 * number;
  // What is undefined is free for the data.
  const modules = Array.from({ length: size }, () => Array.from<boolean | undefined>({ length: size }));
  const set = (x: number, y: number, isDark: boolean) => {
    const row = modules[y];
    if (row !== undefined && x >= 0 && x < size) {
      row[x] = isDark;
    }
  };

  for (let i = 0; i < size; i++) {
    set(i, 6, i % 2 === 0);
    set(6, i, i % 2 === 0);
  }

  for (const [left, top] of [
    [0, 0],
    [size - 7, 0],
    [0, size - 7],
  ] as const) {
    square(left + 3, top + 3, 4, (ring) => ring !== 2 && ring !== 4);
  }

  const { alignment } = version;
  const last = alignment.length - 1;
  alignment.forEach((x, i) =>
    alignment.forEach((y, j) => {
      const isAtFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!isAtFinder) {
        square(x, y, 2, (ring) => ring !== 1);
      }
    }),
  );

  drawFormat();
  drawVersion();
  drawData();
  return modules.map((row) => row.map((isDark) => isDark === true));

  function square(x: number, y: number, reach: number, isDark: (ring: number) => boolean) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  }

  function drawFormat() {
    // Correction M is 00, so that the mask alone is said.
    const bits = ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412;
    for (let i = 0; i < 15; i++) {
      const isDark = ((bits >> i) & 1) === 1;
      const around = i < 6 ? i : i < 8 ? i + 1 : 14 - i;
      set(i < 8 ? 8 : i === 8 ? 7 : around, i < 8 ? around : 8, isDark);
      set(i < 8 ? size - 1 - i : 8, i < 8 ? 8 : size - 15 + i, isDark);
    }

    set(8, size - 8, true);
  }

  function drawVersion() {
    if (number < 7) {
      return;
    }

    const bits = (number << 12) | remainder(number, 12, 0x1f25);
    for (let i = 0; i < 18; i++) {
      const isDark = ((bits >> i) & 1) === 1;
      const [far, near] = [size - 11 + (i % 3), Math.floor(i / 3)];
      set(far, near, isDark);
      set(near, far, isDark);
    }
  }

  function drawData() {
    let bit = 0;
    let goesUp = true;
    for (let right = size - 1; right > 0; right -= 2, goesUp = !goesUp) {
      // The column of the timing pattern has no data.
      right -= right === 6 ? 1 : 0;
      for (let step = 0; step < size; step++) {
        const y = goesUp ? size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (modules[y]?.[x] === undefined) {
            const isSet = (((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
            set(x, y, isSet !== masks[mask]!(x, y));
            bit++;
          }
        }
      }
    }
  }
}

/** The rest of a division of polynomials over GF(2): a code that finds errors in the few bits before it. */
function remainder(value: number, bits: number, divisor: number): number {
  let rest = value;
  for (let i = 0; i < bits; i++) {
    rest = (rest << 1) ^ ((rest >> (bits - 1)) * divisor);
  }

  return rest;
}

/** How hard a code would be to read: the mask that makes the least of it is taken. */
function penaltyOf(modules: readonly boolean[][]): number {
  const size = modules.length;
  const turned = modules.map((_, x) => modules.map((row) => row[x] === true));
  const lines = [...modules, ...turned].map((line) => line.map((isDark) => (isDark ? '1' : '0')).join(''));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).map((run) => run.length - 2);
  const finders = lines.flatMap((line) => [...line.matchAll(/(?=0000(?:1011101)|(?:1011101)0000)/g)]).length * 40;
  let blocks = 0;
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const isDark = modules[y]![x];
      blocks +=
        isDark === modules[y]![x - 1] && isDark === modules[y - 1]![x] && isDark === modules[y - 1]![x - 1] ? 3 : 0;
    }
  }

  const dark = modules.flat().filter(Boolean).length / size ** 2;
  return sum(runs) + finders + blocks + Math.floor(Math.abs(dark - 0.5) * 20) * 10;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
