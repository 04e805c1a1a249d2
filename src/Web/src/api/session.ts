/** Somebody who has signed in with this browser. */
export interface Session {
  name: string;
  email: string;
  tenant: string;
  /** Where they are a member. */
  tenants: string[];
  /** They can do nothing before they have set up the second factor that is demanded here. */
  needs_second_factor: boolean;
  /** Goes with every request that changes something: another site can send the cookie, but does not know this. */
  csrf_token: string;
}

let asked: Promise<Session | undefined> | undefined;

/** The session of this browser, asked for once; undefined when nobody has signed in. */
export async function session(): Promise<Session | undefined> {
  asked ??= ask();
  return asked;
}

/** Somebody else may have signed in, or nobody any more: the next to want the session asks anew. */
export function forgetSession(): void {
  asked = undefined;
}

async function ask(): Promise<Session | undefined> {
  try {
    const response = await fetch('/api/v1/session');
    if (response.status === 200) {
      return (await response.json()) as Session;
    }

    // Nobody has signed in. What is not read keeps the connection.
    await response.body?.cancel();
    return undefined;
  } catch {
    // What wanted the session for a request says that the server cannot be reached, with what to do about it.
    forgetSession();
    return undefined;
  }
}
