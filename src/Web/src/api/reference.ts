import { sendJson } from './http';

/** The parts of an OpenAPI 3.1 document that the reference shows. */
export interface ReferenceDocument {
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationItem>>;
}

export interface OperationItem {
  tags?: string[];
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; required: boolean; description?: string }[];
  requestBody?: { description?: string; content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

export interface Media {
  example?: unknown;
}

export async function referenceOf(signal?: AbortSignal): Promise<ReferenceDocument> {
  return sendJson('/openapi/v1.json', { signal });
}
