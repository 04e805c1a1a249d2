/** One place in a query that the language did not understand. */
export interface Diagnostic {
  position: number;
  length: number;
  message: string;
  expected?: string[];
  suggestion?: string | null;
  /** It is no error, but probably not what was meant. */
  hint?: boolean;
}

interface ProblemDetails {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: Record<string, string[]>;
  diagnostics?: Diagnostic[];
  hint?: string;
}

/** What the API, or the way to it, had to say against a request: RFC 9457 problem details, made readable. */
export class ApiProblem extends Error {
  readonly status: number;
  /** The last part of the problem's type, explained in docs/problems.md; empty when the answer was no problem document. */
  readonly slug: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly hint: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemDetails, retryAfterSeconds?: number) {
    super(sentence(problem));
    this.name = 'ApiProblem';
    this.status = problem.status ?? 0;
    this.slug = problem.type?.split('/').at(-1) ?? '';
    this.diagnostics = problem.diagnostics ?? [];
    this.hint = problem.hint;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Nobody knows who asks. What was typed to sign in and let nobody in is another matter. */
  get needsSignIn(): boolean {
    return this.status === 401 && !['sign-in-refused', 'code-needed'].includes(this.slug);
  }

  /** The same request may succeed later without being changed. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

/** Reads what went wrong from an answer that is not a success. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  return new ApiProblem(
    { ...parseObject(text), status: response.status },
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

/** The server could not be reached at all. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    detail: 'Monolith does not answer. Check that it is running and that this machine can reach it.',
  });
}

function parseObject(text: string): ProblemDetails {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // A proxy on the way may answer with a page of its own.
    return {};
  }
}

function sentence(problem: ProblemDetails): string {
  const fields = Object.values(problem.errors ?? {}).flat();
  return (
    problem.detail ??
    (fields.length > 0 ? fields.join(' ') : undefined) ??
    problem.title ??
    `The server answered ${problem.status ?? 'nothing'}.`
  );
}
