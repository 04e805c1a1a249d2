import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { anchorsOf, runAnchor, type Anchor } from '../../api/audit';
import { ApiProblem } from '../../api/problem';
import { say } from '../../shell/toasts';
import { useMay } from '../../shell/useMe';
import { formatMinute } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Listing } from '../../ui/Listing';
import { formatCount } from '../../ui/number';
import styles from './AnchorsPage.module.css';

/** Where checkpoints are kept outside, how far, and what is wrong. */
export function Anchors() {
  const { zone } = useRange();
  const queries = useQueryClient();
  const mayRun = useMay('audit:manage');
  const anchors = useQuery({
    queryKey: ['audit', 'anchors'],
    queryFn: ({ signal }) => anchorsOf(signal),
    staleTime: 0,
  });
  const run = useMutation({
    mutationFn: runAnchor,
    onSuccess: () => say('Anchored.'),
    onError: (error) => say(error.message, 'failed'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['audit', 'anchors'] }),
  });

  // A server without the module that anchors has no such list, and no anchors either.
  const hasNone = anchors.data?.length === 0 || (anchors.error instanceof ApiProblem && anchors.error.status === 404);

  return (
    <section className={styles.part} aria-label="Anchors">
      <h2>Anchors</h2>
      {anchors.isError && !hasNone && <Failure error={anchors.error} onRetry={() => void anchors.refetch()} />}
      {hasNone && (
        <p className={styles.soft}>
          None is configured: checkpoints are kept here alone. A folder, a bucket with Object Lock, a webhook, another
          Monolith as witness or a time-stamp authority can keep them (<code>Modules:Audit:Anchoring</code>).
        </p>
      )}
      {anchors.data !== undefined && anchors.data.length > 0 && (
        <Listing
          name="Anchors"
          columns={['Anchor', 'Entries anchored', 'Last', 'Waiting', 'State', '']}
          items={anchors.data}
          idOf={(anchor) => anchor.name}
          cells={(anchor) => [
            <span key="name">
              <strong>{anchor.name}</strong> {anchor.type}
            </span>,
            formatCount(anchor.size),
            anchor.anchored_at === undefined ? 'never' : formatMinute(anchor.anchored_at, zone),
            formatCount(anchor.waiting),
            stateOf(anchor),
            <Button key="run" disabled={!mayRun || run.isPending} onClick={() => run.mutate(anchor.name)}>
              Anchor now
            </Button>,
          ]}
        />
      )}
    </section>
  );
}

function stateOf({ failures, error, is_behind: isBehind, hold }: Anchor): string {
  const state = failures > 0 ? failed(failures, error) : isBehind ? 'behind' : 'in order';
  return hold === undefined ? state : `${state}; ${holdOf(hold)}`;
}

function holdOf({ is_held: isHeld, is_done: isDone, objects, failures, error }: NonNullable<Anchor['hold']>): string {
  if (isDone) {
    return isHeld ? 'held' : 'not held';
  }

  const state = `${isHeld ? 'held so far' : 'let go of so far'}: ${formatCount(objects)}`;
  return failures > 0 ? `${state}, ${failed(failures, error)}` : state;
}

function failed(failures: number, error?: string): string {
  return `failed ${failures === 1 ? 'once' : `${failures} times`}${error === undefined ? '' : `: ${error}`}`;
}
