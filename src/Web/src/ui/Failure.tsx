import { ApiProblem } from '../api/problem';
import { Button } from './Button';
import { Notice } from './Notice';

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** Says what went wrong and what to do, in place of what could not be shown. */
export function Failure({ error, onRetry }: Props) {
  const problem = error instanceof ApiProblem ? error : undefined;
  return (
    <Notice kind="failed" title={problem?.status === 0 ? 'No connection' : 'This did not work'}>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {problem?.hint !== undefined && <p>{problem.hint}</p>}
      {problem?.retryAfterSeconds !== undefined && <p>Try again in {problem.retryAfterSeconds} seconds.</p>}
      {onRetry !== undefined && (
        <p>
          <Button onClick={onRetry}>Try again</Button>
        </p>
      )}
    </Notice>
  );
}
