import { sendJson } from './http';

interface Range {
  from: string;
  to: string;
}

/** What a service did in one interval; intervals without requests are left out. */
export interface ServicePoint {
  time: string;
  requests: number;
  errors: number;
  p95_ms: number | null;
}

/** How much, how well and how fast: of a service, or of one of its routes. */
export interface Rates {
  requests: number;
  errors: number;
  /** A share from 0 to 1. */
  error_rate: number;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
}

export interface ServiceSummary extends Rates {
  name: string;
  logs: number;
  points: ServicePoint[];
}

export interface ServiceList {
  services: ServiceSummary[];
  interval_seconds: number;
}

export interface RouteSummary extends Rates {
  /** The route, or the operation; empty for requests without one. */
  name: string;
}

export interface ServiceMap {
  nodes: { name: string; calls: number; errors: number }[];
  edges: MapEdge[];
}

export interface MapEdge {
  from: string;
  to: string;
  calls: number;
  errors: number;
  p95_ms: number | null;
}

export async function servicesOf(range: Range, signal?: AbortSignal): Promise<ServiceList> {
  return sendJson('/api/v1/services', { query: { ...range }, signal });
}

export async function routesOf(service: string, range: Range, signal?: AbortSignal): Promise<RouteSummary[]> {
  const path = `/api/v1/services/${encodeURIComponent(service)}/routes`;
  const list = await sendJson<{ routes: RouteSummary[] }>(path, { query: { ...range }, signal });
  return list.routes;
}

export async function serviceMapOf(range: Range, signal?: AbortSignal): Promise<ServiceMap> {
  return sendJson('/api/v1/services/map', { query: { ...range }, signal });
}
