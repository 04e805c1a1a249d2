import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, Copy } from 'lucide-react';
import { entriesOf, keysOf, proofOf, type AuditEntry, type FoundEntry } from '../../api/audit';
import { ApiProblem } from '../../api/problem';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { base64Of } from './bytes';
import styles from './EntryPanel.module.css';
import { canProve, prove } from './prove';

interface Props {
  seq: number;
  /** The entry, where the list has it already. */
  known: FoundEntry | undefined;
  onClose: () => void;
}

/** One entry as it was written, and the proof that it is in the trail. */
export function EntryPanel({ seq, known, onClose }: Props) {
  const found = useQuery({
    queryKey: ['audit', 'entry', seq],
    queryFn: async ({ signal }) => (await entriesOf({ before: seq + 1, limit: 1 }, signal)).entries[0] ?? null,
    enabled: known === undefined,
  });
  const entry = known?.entry ?? (found.data?.seq === seq ? found.data.entry : undefined);
  return (
    <Dialog title={`Entry ${seq}`} place="side" onClose={onClose}>
      <div className={styles.panel}>
        {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
        {found.isSuccess && entry === undefined && <p>There is no entry at this place.</p>}
        {entry !== undefined && (
          <>
            <Inclusion seq={seq} entry={entry} />
            <section aria-label="As it was written">
              <header className={styles.header}>
                <h3>As it was written</h3>
                <Button look="quiet" onClick={() => void copy(JSON.stringify(entry, undefined, 2), 'Entry')}>
                  <Copy size={13} aria-hidden /> Copy
                </Button>
              </header>
              <pre className={styles.json} tabIndex={0} aria-label="The entry as JSON">
                {JSON.stringify(entry, undefined, 2)}
              </pre>
            </section>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Inclusion({ seq, entry }: { seq: number; entry: AuditEntry }) {
  const verdict = useQuery({
    queryKey: ['audit', 'proof', seq],
    queryFn: async ({ signal }) => {
      const [proof, keys] = await Promise.all([proofOf(seq, signal), keysOf(signal)]);
      return { proof, ...(await prove(entry, proof, keys)) };
    },
    enabled: canProve(),
    retry: (failures, error) => failures < 5 && error instanceof ApiProblem && error.status === 404,
    staleTime: 0,
  });
  if (!canProve()) {
    return (
      <p className={styles.unknown}>
        The browser does not hash on a page that came unencrypted from another machine.{' '}
        <code>monolith audit verify</code> proves the whole trail.
      </p>
    );
  }

  if (verdict.isPending) {
    return <p className={styles.unknown}>Going along the proof …</p>;
  }

  if (verdict.isError) {
    return <Failure error={verdict.error} onRetry={() => void verdict.refetch()} />;
  }

  const { isProved, steps, leaf, checkpoint, proof } = verdict.data;
  return (
    <section aria-label="Proof" className={isProved ? styles.proved : styles.broken}>
      <div role="status">
        <h3>
          {isProved ? <CircleCheck size={16} aria-hidden /> : <CircleX size={16} aria-hidden />}
          {isProved
            ? 'Proved: this entry is in the trail, as it was written'
            : 'Not proved: this is not what was written'}
        </h3>
      </div>
      <ul className={styles.steps}>
        {steps.map((step) => (
          <li key={step.title}>
            {step.holds ? (
              <CircleCheck size={14} aria-label="Holds" />
            ) : (
              <CircleX size={14} aria-label="Does not hold" />
            )}
            {step.title}
          </li>
        ))}
      </ul>
      <p className={styles.hint}>Computed by this browser, from the entry below.</p>
      <details>
        <summary>Hashes and checkpoint</summary>
        <dl className={styles.hashes}>
          <dt>Entry</dt>
          <dd>{leaf}</dd>
          {proof.proof.map((hash, i) => (
            <div key={i}>
              <dt>{i + 1}</dt>
              <dd>{hash}</dd>
            </div>
          ))}
          <dt>Root</dt>
          <dd>{checkpoint === undefined ? proof.root : base64Of(checkpoint.root)}</dd>
        </dl>
        <pre className={styles.json} tabIndex={0} aria-label="The checkpoint">
          {proof.checkpoint}
        </pre>
        <a href={`/api/v1/audit/entries/${seq}/proof?format=tlog`} download={`entry-${seq}.tlog-proof`}>
          The proof as a file, for other verifiers
        </a>
      </details>
    </section>
  );
}
