import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { keysOf, revokeKey, type ApiKey, type MadeKey } from '../../api/access';
import { useMay } from '../../shell/useMe';
import { formatMinute } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { AccessFrame } from './AccessFrame';
import { ConfirmDialog } from './ConfirmDialog';
import { KeyDialog } from './KeyDialog';
import styles from './KeysPage.module.css';
import { lastUse, scopeOf, stateOf } from './keys';
import { Listing } from '../../ui/Listing';
import { MadeKeyDialog } from './MadeKeyDialog';
import { RotateDialog } from './RotateDialog';
import { useChange } from './useChange';

type Open = { kind: 'new' } | { kind: 'made'; key: MadeKey } | { kind: 'rotate' | 'revoke'; key: ApiKey };

/** The keys that programs come in by. */
export function KeysPage() {
  const [open, setOpen] = useState<Open>();
  const [now] = useState(() => Date.now());
  const { zone } = useRange();
  const mayChange = useMay('access:manage');
  const keys = useQuery({ queryKey: ['access', 'keys'], queryFn: ({ signal }) => keysOf(signal), staleTime: 0 });
  const change = useChange();
  const close = () => setOpen(undefined);

  return (
    <AccessFrame
      title="Keys"
      about="Programs come in by a key: those that send logs, and those that ask for them. Monolith keeps only its hash."
      tools={
        <Button look="primary" disabled={!mayChange} onClick={() => setOpen({ kind: 'new' })}>
          <Plus size={15} aria-hidden />
          New key
        </Button>
      }
    >
      {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && (
        <Notice title="No keys yet">
          <p>
            Make one for each program, not one for all: then each can be taken away by itself, and the audit trail says
            which it was. The role <code>ingest</code> may send, and nothing else.
          </p>
        </Notice>
      )}
      {keys.data !== undefined && keys.data.length > 0 && (
        <Listing
          name="Keys"
          columns={['Name', 'May do', 'From', 'Last used', 'Ends', '']}
          items={keys.data}
          idOf={(key) => key.id}
          isFaint={(key) => stateOf(key, now) !== 'works'}
          cells={(key) => [
            <>
              <strong className={styles.name}>{key.name || key.id}</strong>
              <code className={styles.id}>{key.id}</code>
            </>,
            scopeOf(key),
            key.networks?.length ? key.networks.join(', ') : 'anywhere',
            lastUse(key, now),
            stateOf(key, now) === 'revoked'
              ? 'revoked'
              : key.expires_at === undefined
                ? 'never'
                : `${stateOf(key, now) === 'ended' ? 'ended ' : ''}${formatMinute(key.expires_at, zone)}`,
            stateOf(key, now) !== 'revoked' && (
              <>
                <Button look="quiet" disabled={!mayChange} onClick={() => setOpen({ kind: 'rotate', key })}>
                  Rotate
                </Button>
                <Button look="quiet" disabled={!mayChange} onClick={() => setOpen({ kind: 'revoke', key })}>
                  Revoke
                </Button>
              </>
            ),
          ]}
        />
      )}
      {open?.kind === 'new' && <KeyDialog onClose={close} onMade={(key) => setOpen({ kind: 'made', key })} />}
      {open?.kind === 'made' && <MadeKeyDialog made={open.key} onClose={close} />}
      {open?.kind === 'rotate' && (
        <RotateDialog old={open.key} onClose={close} onMade={(key) => setOpen({ kind: 'made', key })} />
      )}
      {open?.kind === 'revoke' && (
        <ConfirmDialog
          title={`Revoke “${open.key.name || open.key.id}”?`}
          verb="Revoke"
          onClose={close}
          onDone={() => {
            const { id } = open.key;
            close();
            change.mutate({ act: () => revokeKey(id), done: 'Key revoked: it opens nothing within five seconds.' });
          }}
        >
          What comes in by it is refused within five seconds, on every replica. That cannot be undone.
        </ConfirmDialog>
      )}
    </AccessFrame>
  );
}
