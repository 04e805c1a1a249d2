import { sendJson } from './http';
import type { Scope } from './roles';

/** Who is asking, and what they may do and see. */
export interface Me {
  /** The name that the audit trail knows them by. */
  name: string;
  /** How they came in. */
  door: string;
  tenant: string;
  permissions: string[];
  scope: Scope;
}

export async function me(signal?: AbortSignal): Promise<Me> {
  return sendJson('/api/v1/access/me', { signal });
}
