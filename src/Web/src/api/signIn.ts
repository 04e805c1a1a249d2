import { forgetHistory } from '../query/history';
import { hidden } from './hidden';
import { send, sendJson } from './http';
import { forgetKey, signInIsNeeded } from './key';
import { forgetSession } from './session';

/** The ways in that this installation has. */
export interface Ways {
  /** E-mail and password. */
  local: boolean;
  /** Providers of identities. */
  openid: { name: string; title: string }[];
  /** Nobody is the owner yet: the link that the start has printed makes one. */
  set_up_needed: boolean;
  /** Nothing is configured: whoever is at this machine may do everything. */
  open: boolean;
}

export async function waysIn(signal?: AbortSignal): Promise<Ways> {
  return sendJson('/api/v1/sign-in', { signal });
}

export interface Credentials {
  email: string;
  password: string;
  /** Of the second factor, or one of the codes to recover with. */
  code?: string;
}

export async function signIn(credentials: Credentials): Promise<void> {
  await send('/api/v1/session', { method: 'POST', body: credentials });
  changed();
}

/** Where the browser goes to sign in with a provider, and what it comes back to. */
export function providerAddress(name: string, backTo: string): string {
  return `/sign-in/openid/${encodeURIComponent(name)}?${new URLSearchParams({ return: backTo }).toString()}`;
}

export async function signOut(): Promise<{ logout_url?: string }> {
  let response: Response;
  try {
    response = await send('/api/v1/session', { method: 'DELETE' });
  } finally {
    // Also when the server cannot be reached: whoever wants to leave may be about to walk away.
    leaveNothing();
  }

  changed();
  signInIsNeeded.set(true);
  return response.status === 204 ? {} : ((await response.json()) as { logout_url?: string });
}

/** Takes out of the browser's storage what belongs to whoever was here: the key that they typed in, and what they looked for. */
export function leaveNothing(): void {
  forgetKey();
  forgetHistory();
}

export async function switchTenant(tenant: string): Promise<void> {
  await send('/api/v1/session/tenant', { method: 'POST', body: { tenant } });
  changed();
}

export interface SetUp {
  token: string;
  email: string;
  name: string;
  password: string;
}

/** Makes the first owner. */
export async function setUp(wish: SetUp): Promise<void> {
  await send('/api/v1/set-up', { method: 'POST', body: wish });
  changed();
}

function changed(): void {
  hidden.set(undefined);
  forgetSession();
  signInIsNeeded.set(false);
}
