import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { entriesOf, type FoundEntry } from '../../api/audit';
import { formatTime } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Listing } from '../../ui/Listing';
import { Notice } from '../../ui/Notice';
import { AuditFrame } from './AuditFrame';
import { EntryPanel } from './EntryPanel';
import type { TrailSearch } from './routes';
import { TrailFilter } from './TrailFilter';
import styles from './TrailPage.module.css';

const pageSize = 50;

/** Who did what to what, when, and what came of it: the newest first. */
export function TrailPage() {
  const { q, action, actor, target, outcome, since, until, entry: open } = useSearch({ from: '/audit' });
  const navigate = useNavigate();
  const { zone } = useRange();
  const wish = { q, action, actor, target, outcome, from: since, to: until };
  const pages = useInfiniteQuery({
    queryKey: ['audit', 'entries', wish],
    queryFn: ({ pageParam, signal }) => entriesOf({ ...wish, before: pageParam, limit: pageSize }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.before ?? undefined,
    staleTime: 0,
  });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const go = (change: TrailSearch) => void navigate({ to: '/audit', search: (old) => ({ ...old, ...change }) });
  const isNarrowed = Object.values(wish).some((value) => value !== undefined);

  return (
    <AuditFrame
      title="Audit trail"
      about="Every change, sign-in, search and decision, in the order in which they came. Entries are only ever added, and each can be proved to be in the trail. Reading it is written down, too."
    >
      <TrailFilter
        key={JSON.stringify(wish)}
        search={{ q, action, actor, target, outcome, since, until }}
        onChange={go}
      />
      {pages.isError && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isSuccess && entries.length === 0 && (
        <Notice title={isNarrowed ? 'No entry is like that' : 'Nothing was done yet'}>
          <p>
            {isNarrowed
              ? 'An action is found by how it begins: access.key. finds all that was done with keys.'
              : 'An entry is there to be found about a second after the act.'}
          </p>
        </Notice>
      )}
      {entries.length > 0 && (
        <Listing
          name="Entries"
          columns={['Time', 'Who', 'Did what', 'To what', 'Outcome', '']}
          items={entries}
          idOf={(found) => String(found.seq)}
          cells={({ seq, entry }) => [
            <time key="time" dateTime={entry.time} className={styles.time}>
              {formatTime(entry.time, zone)}
            </time>,
            entry.actor.name,
            <code key="action">{entry.action}</code>,
            <span key="target" className={styles.target}>
              {entry.target.type} <strong>{entry.target.id}</strong>
            </span>,
            <span key="outcome" className={entry.outcome === 'succeeded' ? styles.succeeded : styles.refused}>
              {entry.outcome}
              {entry.reason !== undefined && entry.reason !== '' && `: ${entry.reason}`}
            </span>,
            <Button key="open" look="quiet" aria-label={`Entry ${seq}`} onClick={() => go({ entry: String(seq) })}>
              Entry
            </Button>,
          ]}
        />
      )}
      {pages.hasNextPage && (
        <p className={styles.more}>
          <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Older entries
          </Button>
        </p>
      )}
      {open !== undefined && (
        <EntryPanel
          seq={Number(open)}
          known={entries.find((each: FoundEntry) => String(each.seq) === open)}
          onClose={() => void navigate({ to: '/audit', search: (old) => ({ ...old, entry: undefined }) })}
        />
      )}
    </AuditFrame>
  );
}
