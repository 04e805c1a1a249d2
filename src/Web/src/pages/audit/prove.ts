import type { AuditEntry, Proof } from '../../api/audit';
import type { Json } from '../../api/records';
import { areEqual, base64Of, bytesOfBase64 } from './bytes';
import { canonicalOf } from './canonical';
import { leafHash, rootOf } from './merkle';
import { isSignedBy, readCheckpoint, readNoteKey, type Checkpoint } from './note';

/** One thing that must hold for an entry to be proved. */
export interface Step {
  title: string;
  holds: boolean;
}

export interface Verdict {
  isProved: boolean;
  steps: Step[];
  leaf: string;
  checkpoint: Checkpoint | undefined;
}

/** Whether the browser can hash: it does on pages that came by HTTPS or from this machine. */
export function canProve(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/**
 * Goes from the entry that is shown to the checkpoint, with nothing taken from the server on trust but the entry, the hashes beside
 * its way, and the key that signs.
 */
export async function prove(entry: AuditEntry, proof: Proof, keys: readonly string[]): Promise<Verdict> {
  const text = new TextEncoder().encode(canonicalOf(entry as unknown as Json));
  const leaf = await leafHash(text);
  const checkpoint = readCheckpoint(proof.checkpoint);
  const root =
    checkpoint === undefined
      ? undefined
      : await rootOf(proof.seq, checkpoint.size, leaf, proof.proof.map(bytesOfBase64));
  const steps: Step[] = [
    { title: 'The hash of this entry is the one in the trail', holds: base64Of(leaf) === proof.leaf },
    {
      title: `From it, ${proof.proof.length} hashes lead to the root of the checkpoint`,
      holds: checkpoint !== undefined && root !== undefined && areEqual(root, checkpoint.root),
    },
  ];
  const known = (await Promise.all(keys.map(readNoteKey))).filter((key) => key !== undefined);
  const signed = checkpoint === undefined ? [] : await Promise.all(known.map((key) => isSignedBy(checkpoint, key)));
  steps.push({ title: 'The checkpoint is signed by the key of this trail', holds: signed.includes(true) });

  return { isProved: steps.every((step) => step.holds), steps, leaf: base64Of(leaf), checkpoint };
}
