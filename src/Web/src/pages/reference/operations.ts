import type { OperationItem, ReferenceDocument } from '../../api/reference';

/** One endpoint of the API. */
export interface Operation extends OperationItem {
  /** `GET /api/v1/logs`. */
  name: string;
  method: string;
  path: string;
}

export interface OperationGroup {
  name: string;
  operations: Operation[];
}

/** The endpoints whose name or summary has all the words, by module, in the order of their paths. */
export function operationsOf(document: ReferenceDocument, wanted: string): OperationGroup[] {
  const words = wanted.toLowerCase().split(/\s+/);
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, item]) => ({
        ...item,
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
      })),
    )
    .filter(({ name, summary }) => words.every((word) => `${name} ${summary}`.toLowerCase().includes(word)));
  return document.tags
    .map(({ name }) => ({ name, operations: operations.filter((operation) => operation.tags?.includes(name)) }))
    .filter((group) => group.operations.length > 0);
}
