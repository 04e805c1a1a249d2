import { send, sendJson } from './http';
import type { Json } from './records';

export type Outcome = 'succeeded' | 'refused' | 'failed';

/** One fact: who did what to what, when, and what came of it. */
export interface AuditEntry {
  id: string;
  tenant: string;
  time: string;
  action: string;
  actor: { kind: string; name: string };
  target: { type: string; id: string };
  outcome: Outcome;
  reason?: string;
  details?: Record<string, Json>;
}

/** An entry and its place in the trail. */
export interface FoundEntry {
  seq: number;
  entry: AuditEntry;
}

export interface TrailWish {
  /** Words that are in the entry. */
  q?: string | undefined;
  action?: string | undefined;
  actor?: string | undefined;
  target?: string | undefined;
  outcome?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  before?: number | undefined;
  limit?: number;
}

export interface TrailPart {
  entries: FoundEntry[];
  /** What to ask for to see older ones. */
  before?: number | null;
}

const path = '/api/v1/audit';

export async function entriesOf(wish: TrailWish, signal?: AbortSignal): Promise<TrailPart> {
  return sendJson(`${path}/entries`, { query: { ...wish }, signal });
}

/** That an entry is in the trail: hashes lead from its own to the root that was signed. */
export interface Proof {
  seq: number;
  size: number;
  leaf: string;
  root: string;
  /** From the leaf's neighbour up. */
  proof: string[];
  /** A signed note. */
  checkpoint: string;
}

export async function proofOf(seq: number, signal?: AbortSignal): Promise<Proof> {
  return sendJson(`${path}/entries/${seq}/proof`, { signal });
}

/** The newest checkpoint: a signed note. */
export async function checkpointOf(signal?: AbortSignal): Promise<string> {
  return (await send(`${path}/checkpoint`, { signal })).text();
}

/** The public keys that checkpoints were signed with, each in one line. */
export async function keysOf(signal?: AbortSignal): Promise<string[]> {
  const list = await sendJson<{ keys: { key: string }[] }>(`${path}/keys`, { signal });
  return list.keys.map(({ key }) => key);
}

/** A place outside where checkpoints are kept, and what it has of the trail. */
export interface Anchor {
  name: string;
  type: string;
  /** How many entries are anchored. */
  size: number;
  anchored_at?: string;
  /** How many entries came since. */
  waiting: number;
  is_behind: boolean;
  failures: number;
  error?: string;
  /** How far a legal hold that was placed or lifted has reached what is there. */
  hold?: { is_held: boolean; objects: number; is_done: boolean; failures: number; error?: string };
}

export async function anchorsOf(signal?: AbortSignal): Promise<Anchor[]> {
  return (await sendJson<{ anchors: Anchor[] }>(`${path}/anchors`, { signal })).anchors;
}

export async function runAnchor(name: string): Promise<void> {
  await send(`${path}/anchors/${encodeURIComponent(name)}/run`, { method: 'POST' });
}
