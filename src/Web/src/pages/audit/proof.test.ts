import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areEqual, base64Of } from './bytes';
import { leafHash, nodeHash, rootOf } from './merkle';
import { isSignedBy, readCheckpoint, readNoteKey } from './note';
import { prove } from './prove';

describe('an inclusion proof', () => {
  test('leads from every leaf of every tree to its root', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(), async (size, number) => {
        const index = number % size;
        const leaves = await leavesOf(size);

        const root = await rootOf(index, size, leaves[index]!, await pathTo(index, leaves));

        expect(areEqual(root!, await treeOf(leaves))).toBe(true);
      }),
    );
  });

  test('does not lead there from another leaf, from another place, or by another path', async () => {
    const leaves = await leavesOf(7);
    const path = await pathTo(3, leaves);
    const root = await treeOf(leaves);
    const fits = async (...proof: Parameters<typeof rootOf>) =>
      areEqual((await rootOf(...proof)) ?? new Uint8Array(), root);

    expect(await fits(3, 7, leaves[3]!, path)).toBe(true);
    expect(await fits(3, 7, leaves[4]!, path)).toBe(false);
    expect(await fits(4, 7, leaves[3]!, path)).toBe(false);
    expect(await fits(3, 7, leaves[3]!, path.toReversed())).toBe(false);
    expect(await fits(3, 7, leaves[3]!, path.slice(1))).toBe(false);
    expect(await fits(3, 7, leaves[3]!, [...path, root])).toBe(false);
    expect(await fits(7, 7, leaves[3]!, path)).toBe(false);
  });

  test('hashes as RFC 6962 does', async () => {
    expect(hex(await leafHash(new Uint8Array()))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });
});

describe('a checkpoint', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const keyId = createHash('sha256').update(spki).digest().subarray(0, 4);
  const name = 'logs.example.org/audit/t1';
  const key = `${name}+${keyId.toString('hex')}+${Buffer.concat([Buffer.of(2), spki]).toString('base64')}`;
  const text = `${name}\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n`;
  const signed = (said: string) =>
    `${said}\n— ${name} ${Buffer.concat([keyId, createSign('SHA256').update(said).sign(privateKey)]).toString('base64')}\n`;

  test('says whose tree it is of, how large it is, and its root', () => {
    const checkpoint = readCheckpoint(signed(text));

    expect(checkpoint).toMatchObject({ origin: name, size: 20_852_163 });
    expect(base64Of(checkpoint!.root)).toBe('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');
    expect(checkpoint!.signatures.map((each) => each.name)).toEqual([name]);
  });

  test('is signed by its key whatever the signature is, and by no other', async () => {
    const known = await readNoteKey(key);
    // Numbers of a signature are shorter now and then; a hundred have some that are.
    for (let i = 0; i < 100; i++) {
      expect(await isSignedBy(readCheckpoint(signed(text))!, known!)).toBe(true);
    }

    const other = signed(text).replace('20852163', '20852164');
    expect(await isSignedBy(readCheckpoint(other)!, known!)).toBe(false);
    expect(await isSignedBy(readCheckpoint(`${text}\n`)!, known!)).toBe(false);
  });

  test('is not read from what is none, nor a key whose id is that of another', async () => {
    expect(readCheckpoint('')).toBeUndefined();
    expect(readCheckpoint('origin\nmany\nCsUY\n\n')).toBeUndefined();
    expect(readCheckpoint('origin\n1\n???\n\n')).toBeUndefined();
    expect(await readNoteKey(key.replace(keyId.toString('hex'), '00000000'))).toBeUndefined();
  });
});

describe('an entry', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const keyId = createHash('sha256').update(spki).digest().subarray(0, 4);
  const key = `log+${keyId.toString('hex')}+${Buffer.concat([Buffer.of(2), spki]).toString('base64')}`;
  const entry = {
    time: '2026-03-04T05:06:07Z',
    id: '1',
    tenant: 'default',
    action: 'access.key.created',
    actor: { name: 'anna', kind: 'caller' },
    target: { type: 'api_key', id: 'é' },
    outcome: 'succeeded' as const,
  };
  // Names in their order, no spaces: what the server has stored.
  const stored =
    '{"action":"access.key.created","actor":{"kind":"caller","name":"anna"},"id":"1","outcome":"succeeded",' +
    '"target":{"id":"é","type":"api_key"},"tenant":"default","time":"2026-03-04T05:06:07Z"}';

  async function proofOf() {
    const leaf = await leafHash(new TextEncoder().encode(stored));
    const other = await leafHash(new TextEncoder().encode('{}'));
    const root = base64Of(await nodeHash(other, leaf));
    const text = `log\n2\n${root}\n`;
    const signature = Buffer.concat([keyId, createSign('SHA256').update(text).sign(privateKey)]).toString('base64');
    return {
      seq: 1,
      size: 2,
      leaf: base64Of(leaf),
      root,
      proof: [base64Of(other)],
      checkpoint: `${text}\n— log ${signature}\n`,
    };
  }

  test('is proved from what is shown of it, whatever the order of its members', async () => {
    const { isProved, steps } = await prove(entry, await proofOf(), [key]);

    expect(steps.filter((step) => !step.holds)).toEqual([]);
    expect(isProved).toBe(true);
  });

  test('is not proved when a letter of it was changed, nor by a checkpoint that nobody has signed', async () => {
    const changed = await prove({ ...entry, outcome: 'refused' }, await proofOf(), [key]);
    const unsigned = await prove(entry, await proofOf(), []);

    expect(changed.isProved).toBe(false);
    expect(unsigned.steps.map((step) => step.holds)).toEqual([true, true, false]);
  });
});

async function leavesOf(count: number): Promise<Uint8Array[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => leafHash(new TextEncoder().encode(`entry ${i}`))));
}

function split(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1);
}

/** The root as RFC 6962, 2.1 defines it. */
async function treeOf(leaves: readonly Uint8Array[]): Promise<Uint8Array> {
  if (leaves.length === 1) {
    return leaves[0]!;
  }

  const at = split(leaves.length);
  return nodeHash(await treeOf(leaves.slice(0, at)), await treeOf(leaves.slice(at)));
}

/** The path as RFC 6962, 2.1.1 defines it. */
async function pathTo(index: number, leaves: readonly Uint8Array[]): Promise<Uint8Array[]> {
  if (leaves.length === 1) {
    return [];
  }

  const at = split(leaves.length);
  return index < at
    ? [...(await pathTo(index, leaves.slice(0, at))), await treeOf(leaves.slice(at))]
    : [...(await pathTo(index - at, leaves.slice(at))), await treeOf(leaves.slice(0, at))];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
