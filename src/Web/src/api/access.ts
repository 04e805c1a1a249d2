import { send, sendJson } from './http';

const path = '/api/v1/access';

function at(kind: string, ...ids: string[]): string {
  return [path, kind, ...ids.map(encodeURIComponent)].join('/');
}

/** A key as lists show it: everything but the key. */
export interface ApiKey {
  /** The part of the key that is no secret. */
  id: string;
  name: string;
  holder?: KeyHolder;
  roles?: string[];
  permissions?: string[];
  networks?: string[];
  expires_at?: string;
  rate_per_second?: number;
  replaces?: string;
  created_at: string;
  created_by: string;
  revoked_at?: string;
  last_used_at?: string;
}

/** Who comes in by a key; a key without a holder stands for itself. */
export interface KeyHolder {
  kind: 'person' | 'service_account';
  id: string;
}

export type KeyWish = Pick<
  ApiKey,
  'name' | 'holder' | 'roles' | 'permissions' | 'networks' | 'expires_at' | 'rate_per_second'
>;

/** A key that was just made, with the key itself: it is shown once. */
export interface MadeKey extends ApiKey {
  key: string;
}

export async function keysOf(signal?: AbortSignal): Promise<ApiKey[]> {
  return (await sendJson<{ keys: ApiKey[] }>(at('keys'), { signal })).keys;
}

export async function makeKey(wish: KeyWish): Promise<MadeKey> {
  return sendJson(at('keys'), { method: 'POST', body: wish });
}

/** Makes a key that takes the place of another, which opens what it did for so long still. */
export async function rotateKey(id: string, overlapHours: number): Promise<MadeKey> {
  return sendJson(`${at('keys', id)}/rotate`, { method: 'POST', body: { overlap_hours: overlapHours } });
}

export async function revokeKey(id: string): Promise<void> {
  await send(at('keys', id), { method: 'DELETE' });
}

export interface Person {
  id: string;
  email: string;
  name: string;
  is_disabled?: boolean;
  roles: string[];
  teams: string[];
}

export async function peopleOf(signal?: AbortSignal): Promise<Person[]> {
  return (await sendJson<{ people: Person[] }>(at('people'), { signal })).people;
}

export interface PersonWish {
  email: string;
  name: string;
  roles: string[];
  teams: string[];
}

export async function addPerson(wish: PersonWish): Promise<Person> {
  return sendJson(at('people'), { method: 'POST', body: wish });
}

export async function changePerson({ id, email, name, roles, teams, is_disabled }: Person): Promise<void> {
  await send(at('people', id), {
    method: 'PUT',
    body: { email, name, roles, teams, is_disabled: is_disabled === true },
  });
}

export async function removePerson(id: string): Promise<void> {
  await send(at('people', id), { method: 'DELETE' });
}

/** For who has lost it: their password is enough, until they set up another. */
export async function withdrawSecondFactor(id: string): Promise<void> {
  await send(`${at('people', id)}/second-factor`, { method: 'DELETE' });
}

/** A link by which somebody chooses a password; it works once. */
export async function makePasswordLink(id: string): Promise<{ link: string; expires_at: string }> {
  return sendJson(`${at('people', id)}/password-reset`, { method: 'POST' });
}

export interface ServiceAccount {
  name: string;
  description?: string;
  roles: string[];
  is_disabled?: boolean;
}

export async function serviceAccountsOf(signal?: AbortSignal): Promise<ServiceAccount[]> {
  return (await sendJson<{ service_accounts: ServiceAccount[] }>(at('service-accounts'), { signal })).service_accounts;
}

export async function saveServiceAccount({ name, ...content }: ServiceAccount): Promise<void> {
  await send(at('service-accounts', name), { method: 'PUT', body: content });
}

export async function removeServiceAccount(name: string): Promise<void> {
  await send(at('service-accounts', name), { method: 'DELETE' });
}

export interface Team {
  name: string;
  roles: string[];
  members?: number;
}

export async function teamsOf(signal?: AbortSignal): Promise<Team[]> {
  return (await sendJson<{ teams: Team[] }>(at('teams'), { signal })).teams;
}

export async function saveTeam({ name, roles }: Team): Promise<void> {
  await send(at('teams', name), { method: 'PUT', body: { roles } });
}

export async function removeTeam(name: string): Promise<void> {
  await send(at('teams', name), { method: 'DELETE' });
}

/** What a tenant may use; what is left out is as the configuration says for everybody. */
export interface Plan {
  retention_days?: number;
  bytes_per_second?: number;
  records_per_second?: number;
  sample_rate?: number;
  destinations?: string[];
}

export interface Tenant {
  id: string;
  name: string;
  plan: Plan;
}

export async function tenantsOf(signal?: AbortSignal): Promise<Tenant[]> {
  return (await sendJson<{ tenants: Tenant[] }>(at('tenants'), { signal })).tenants;
}

export async function saveTenant({ id, ...content }: Tenant): Promise<void> {
  await send(at('tenants', id), { method: 'PUT', body: content });
}
