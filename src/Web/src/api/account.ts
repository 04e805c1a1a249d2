import { send, sendJson } from './http';

const path = '/api/v1/account';

/** A place where somebody has signed in. */
export interface SessionPlace {
  id: string;
  tenant: string;
  /** How they have shown who they are. */
  way: string;
  network: string;
  browser: string;
  started_at: string;
  seen_at: string;
  is_this: boolean;
}

export async function sessionsOf(signal?: AbortSignal): Promise<SessionPlace[]> {
  return (await sendJson<{ sessions: SessionPlace[] }>(`${path}/sessions`, { signal })).sessions;
}

export async function endSession(id: string): Promise<void> {
  await send(`${path}/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export async function changePassword(current: string, next: string): Promise<void> {
  await send(`${path}/password`, { method: 'POST', body: { current, new: next } });
}

/** Takes a password from who has the link for it. */
export async function choosePassword(token: string, password: string): Promise<void> {
  await send(`${path}/password-reset`, { method: 'POST', body: { token, password } });
}

/** What is shared with an authenticator app. */
export interface BegunFactor {
  secret: string;
  /** What the app reads from a QR code. */
  address: string;
}

/** What an account asks for. */
export interface Factors {
  /** Whether it asks for a code. */
  is_on: boolean;
  recovery_codes_left: number;
  /** Who comes by a provider of identities has none. */
  has_password: boolean;
}

export async function factorsOf(signal?: AbortSignal): Promise<Factors> {
  return sendJson(`${path}/second-factor`, { signal });
}

export async function beginSecondFactor(password: string): Promise<BegunFactor> {
  return sendJson(`${path}/second-factor`, { method: 'POST', body: { password } });
}

/** Turns it on with a first code, and answers the codes to recover with, which are never shown again. */
export async function confirmSecondFactor(code: string): Promise<string[]> {
  const made = await sendJson<{ recovery_codes: string[] }>(`${path}/second-factor/confirm`, {
    method: 'POST',
    body: { code },
  });
  return made.recovery_codes;
}

export async function endSecondFactor(password: string): Promise<void> {
  await send(`${path}/second-factor`, { method: 'DELETE', body: { password } });
}
