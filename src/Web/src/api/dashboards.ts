import type { ChartKind } from '../charts/chartKinds';
import { send, sendJson } from './http';

/** A chart on the grid of a dashboard, which is twelve columns wide. */
export interface Panel {
  id: string;
  title: string;
  x: number;
  y: number;
  w: number;
  h: number;
  chart: ChartKind;
  query: string;
  unit?: string;
}

/** What the readers of a dashboard choose: queries have it as `$name`. */
export interface Variable {
  name: string;
  field: string;
  /** Left out where everything is shown until somebody chooses. */
  default?: string;
}

/** What a dashboard says, without what the server adds to it. */
export interface DashboardContent {
  name: string;
  description?: string;
  variables: Variable[];
  panels: Panel[];
  /** How often it asks anew, such as `30s`. */
  refresh?: string;
}

export interface Dashboard extends DashboardContent {
  id: string;
  owner?: string;
  updated?: string;
  /** It came with the program and cannot be changed, only copied. */
  built_in?: boolean;
}

/** A dashboard, and the state in which it was read. */
export interface ReadDashboard {
  dashboard: Dashboard;
  etag: string | undefined;
}

const path = '/api/v1/dashboards';

export async function dashboardsOf(signal?: AbortSignal): Promise<Dashboard[]> {
  const list = await sendJson<{ dashboards: Dashboard[] }>(path, { signal });
  return list.dashboards;
}

export async function dashboardOf(id: string, signal?: AbortSignal): Promise<ReadDashboard> {
  return read(await send(addressOf(id), { signal }));
}

export async function addDashboard(content: DashboardContent): Promise<ReadDashboard> {
  return read(await send(path, { method: 'POST', body: contentOf(content) }));
}

/** Replaces the dashboard if nobody has changed it since it was read. */
export async function replaceDashboard(
  id: string,
  content: DashboardContent,
  etag: string | undefined,
): Promise<ReadDashboard> {
  return read(
    await send(addressOf(id), {
      method: 'PUT',
      body: contentOf(content),
      ...(etag === undefined ? {} : { headers: { 'If-Match': etag } }),
    }),
  );
}

export async function removeDashboard(id: string, etag: string | undefined): Promise<void> {
  await send(addressOf(id), { method: 'DELETE', ...(etag === undefined ? {} : { headers: { 'If-Match': etag } }) });
}

function addressOf(id: string): string {
  return `${path}/${encodeURIComponent(id)}`;
}

async function read(response: Response): Promise<ReadDashboard> {
  return { dashboard: (await response.json()) as Dashboard, etag: response.headers.get('ETag') ?? undefined };
}

// What the server adds it does not take back.
function contentOf({ name, description, variables, panels, refresh }: DashboardContent): DashboardContent {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    variables,
    panels,
    ...(refresh === undefined ? {} : { refresh }),
  };
}
