import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { checkpointOf } from '../../api/audit';
import { ApiProblem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { formatCount } from '../../ui/number';
import { Anchors } from './Anchors';
import { AuditFrame } from './AuditFrame';
import styles from './AnchorsPage.module.css';
import { readCheckpoint } from './note';

/** How far the trail is signed, and where that is kept besides. */
export function AnchorsPage() {
  const note = useQuery({
    queryKey: ['audit', 'checkpoint'],
    queryFn: ({ signal }) => checkpointOf(signal),
    staleTime: 0,
  });
  const checkpoint = note.data === undefined ? undefined : readCheckpoint(note.data);
  const hasNone = note.error instanceof ApiProblem && note.error.slug === 'no-checkpoint';

  return (
    <AuditFrame
      title="Checkpoints and anchors"
      about="A checkpoint is a signed line that stands for all entries before it. Kept elsewhere, it proves later that none of them was rewritten, also by who runs Monolith."
    >
      {hasNone && (
        <Notice title="No checkpoint yet">
          <p>One is signed about a second after the first entry.</p>
        </Notice>
      )}
      {note.isError && !hasNone && <Failure error={note.error} onRetry={() => void note.refetch()} />}
      {note.data !== undefined && (
        <section className={styles.part} aria-label="Newest checkpoint">
          <h2>Newest checkpoint</h2>
          <p>
            {checkpoint === undefined
              ? 'It cannot be read.'
              : `Covers ${formatCount(checkpoint.size)} entries of ${checkpoint.origin}.`}
          </p>
          <pre tabIndex={0} aria-label="The checkpoint">
            {note.data}
          </pre>
          <p>
            <Button onClick={() => void copy(note.data, 'Checkpoint')}>
              <Copy size={14} aria-hidden /> Copy
            </Button>
          </p>
        </section>
      )}
      <Anchors />
    </AuditFrame>
  );
}
