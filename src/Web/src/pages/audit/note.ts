import { areEqual, bytesOfBase64, sha256 } from './bytes';

/** A checkpoint of the trail as its signed note says it: whose tree, how large, and its root. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
  /** What was signed. */
  text: string;
  signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  name: string;
  /** The first bytes of a hash of the key. */
  keyId: Uint8Array;
  signature: Uint8Array<ArrayBuffer>;
}

/** A key that notes are verified with, as it is written in one line: name, id and key (c2sp.org/signed-note). */
export interface NoteKey {
  name: string;
  keyId: Uint8Array;
  /** Its SubjectPublicKeyInfo. */
  spki: Uint8Array<ArrayBuffer>;
}

const keyIdBytes = 4;

// ECDSA on P-256 with SHA-256.
const ecdsa = 0x02;

/** Reads a checkpoint in the form of signed notes (c2sp.org/tlog-checkpoint); undefined when it is none. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const end = note.indexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [origin, size, root] = text.split('\n');
  if (end < 0 || !origin || root === undefined || !/^(0|[1-9]\d*)$/.test(size ?? '')) {
    return undefined;
  }

  try {
    const signatures = [...note.slice(end).matchAll(/^— (\S+) (\S+)$/gm)].map(([, name = '', signed = '']) => {
      const bytes = bytesOfBase64(signed);
      return { name, keyId: bytes.slice(0, keyIdBytes), signature: bytes.slice(keyIdBytes) };
    });
    return { origin, size: Number(size), root: bytesOfBase64(root), text, signatures };
  } catch {
    // What is not base64 is neither a hash nor a signature.
    return undefined;
  }
}

/** Reads a key such as `logs.example.org/audit/t1+5c624bd8+AjBZ…`; undefined when it is none of ours, or its id is not its own. */
export async function readNoteKey(line: string): Promise<NoteKey | undefined> {
  const [, name, id, base64] = /^(\S+?)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim()) ?? [];
  if (name === undefined || id === undefined || base64 === undefined) {
    return undefined;
  }

  const bytes = bytesOfBase64(base64);
  const spki = bytes.slice(1);
  const keyId = (await sha256(spki)).slice(0, keyIdBytes);
  const written = Uint8Array.from(id.match(/../g) ?? [], (hex) => parseInt(hex, 16));
  return bytes[0] === ecdsa && areEqual(keyId, written) ? { name, keyId, spki } : undefined;
}

/** Whether the key has signed the checkpoint. */
export async function isSignedBy(checkpoint: Checkpoint, key: NoteKey): Promise<boolean> {
  const signed = checkpoint.signatures.find((each) => each.name === key.name && areEqual(each.keyId, key.keyId));
  const signature = signed === undefined ? undefined : rawOfDer(signed.signature);
  if (signature === undefined) {
    return false;
  }

  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const imported = await crypto.subtle.importKey('spki', key.spki, curve, false, ['verify']);
  const text = new TextEncoder().encode(checkpoint.text);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, imported, signature, text);
}

const numberBytes = 32;

/** Notes have both numbers of a signature as ASN.1 does, browsers one after the other. */
function rawOfDer(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const raw = new Uint8Array(2 * numberBytes);
  let at = 2;
  for (const end of [numberBytes, 2 * numberBytes]) {
    const length = der[at + 1] ?? 0;
    // A zero stands before a number whose first bit is set.
    const number = der.slice(at + 2, at + 2 + length);
    const digits = number.slice(Math.max(0, length - numberBytes));
    if (der[at] !== 0x02 || number.length !== length || length === 0) {
      return undefined;
    }

    raw.set(digits, end - digits.length);
    at += 2 + length;
  }

  return raw;
}
