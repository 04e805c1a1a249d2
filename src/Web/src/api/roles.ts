import { send, sendJson } from './http';

/** Lets rows through that meet all of its parts. */
export interface RowRule {
  /** Patterns of service names, `*` for any characters; every service when there are none. */
  services?: string[];
  /** Every stream when there are none. */
  streams?: string[];
  /** The least severity number; 0 for every record. */
  least_severity?: number;
}

/** What of the telemetry somebody sees. */
export interface Scope {
  /** A row is seen when one of these lets it through; all are when there are none. */
  rows: RowRule[];
  hidden_fields: string[];
  /** Whether fields are seen that a contract calls sensitive. */
  sees_sensitive: boolean;
  sees_secret: boolean;
}

/** What people may do and see who have it. */
export interface Role {
  name: string;
  description: string;
  permissions: string[];
  rows: RowRule[];
  hidden_fields: string[];
  /** Every tenant has it, and nobody can change it. */
  built_in: boolean;
}

export interface Permission {
  name: string;
  meaning: string;
}

const path = '/api/v1/access/roles';

export async function rolesOf(signal?: AbortSignal): Promise<Role[]> {
  return (await sendJson<{ roles: Role[] }>(path, { signal })).roles;
}

export async function permissionsOf(signal?: AbortSignal): Promise<Permission[]> {
  return (await sendJson<{ permissions: Permission[] }>('/api/v1/access/permissions', { signal })).permissions;
}

export async function saveRole(role: Role): Promise<void> {
  const { name, description, permissions, rows, hidden_fields } = role;
  await send(`${path}/${encodeURIComponent(name)}`, {
    method: 'PUT',
    body: { description, permissions, rows, hidden_fields },
  });
}

export async function removeRole(name: string): Promise<void> {
  await send(`${path}/${encodeURIComponent(name)}`, { method: 'DELETE' });
}

/** What somebody with some roles comes to. */
export interface Preview {
  permissions: string[];
  missing: string[];
  scope: Scope;
}

export async function previewOf(roles: readonly string[], signal?: AbortSignal): Promise<Preview> {
  return sendJson(`${path}/preview`, { query: { role: roles }, signal });
}
