import { sha256 } from './bytes';

// RFC 6962: a leaf can never be taken for a node.
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The hash of an entry, of its bytes as they are stored. */
export async function leafHash(entry: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(leafPrefix, entry);
}

/** The hash of two hashes beside each other. */
export async function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(nodePrefix, left, right);
}

/**
 * The root that a tree must have if this leaf is in it at this place: the way of RFC 9162, 2.1.3.2. Undefined when the path has
 * another length than a tree of this size gives it.
 */
export async function rootOf(
  index: number,
  size: number,
  leaf: Uint8Array,
  path: readonly Uint8Array[],
): Promise<Uint8Array | undefined> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    return undefined;
  }

  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const other of path) {
    if (last === 0) {
      return undefined;
    }

    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(other, hash);
      while (node % 2 === 0 && node !== 0) {
        [node, last] = [node / 2, Math.floor(last / 2)];
      }
    } else {
      hash = await nodeHash(hash, other);
    }

    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }

  return last === 0 ? hash : undefined;
}
