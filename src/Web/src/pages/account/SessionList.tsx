import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { endSession, sessionsOf } from '../../api/account';
import { say } from '../../shell/toasts';
import { formatMinute } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Listing } from '../../ui/Listing';
import styles from './AccountPage.module.css';

/** Where the person has signed in, each of which they can end. */
export function SessionList() {
  const { zone } = useRange();
  const queries = useQueryClient();
  const sessions = useQuery({
    queryKey: ['account', 'sessions'],
    queryFn: ({ signal }) => sessionsOf(signal),
    staleTime: 0,
  });
  const end = useMutation({
    mutationFn: endSession,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['account', 'sessions'] }),
    onError: (error) => say(error.message, 'failed'),
  });

  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you have signed in</h2>
      <p className={styles.soft}>What you do not know, end it, and change your password.</p>
      {sessions.isError && <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data !== undefined && (
        <Listing
          name="Sessions"
          columns={['Browser', 'Network', 'Since', 'Last seen', '']}
          items={sessions.data}
          idOf={(session) => session.id}
          cells={(session) => [
            session.browser,
            session.network,
            formatMinute(session.started_at, zone),
            formatMinute(session.seen_at, zone),
            session.is_this ? (
              <span key="this">this one</span>
            ) : (
              <Button key="end" look="quiet" onClick={() => end.mutate(session.id)}>
                End
              </Button>
            ),
          ]}
        />
      )}
    </section>
  );
}
