import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { removeServiceAccount, saveServiceAccount, serviceAccountsOf, type ServiceAccount } from '../../api/access';
import { useMay } from '../../shell/useMe';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { AccessFrame } from './AccessFrame';
import { ConfirmDialog } from './ConfirmDialog';
import { Listing } from '../../ui/Listing';
import { NamedDialog } from './NamedDialog';
import { useChange } from './useChange';

type Open = { kind: 'new' } | { kind: 'change' | 'remove'; account: ServiceAccount };

/** The programs that come in by keys or tokens of their own. */
export function ServiceAccountsPage() {
  const [open, setOpen] = useState<Open>();
  const mayChange = useMay('access:manage');
  const accounts = useQuery({
    queryKey: ['access', 'service-accounts'],
    queryFn: ({ signal }) => serviceAccountsOf(signal),
    staleTime: 0,
  });
  const change = useChange();
  const close = () => setOpen(undefined);

  return (
    <AccessFrame
      title="Service accounts"
      about="Programs that are somebody: they have roles, as people do, and any number of keys that stand for them."
      tools={
        <Button look="primary" disabled={!mayChange} onClick={() => setOpen({ kind: 'new' })}>
          <Plus size={15} aria-hidden />
          New service account
        </Button>
      }
    >
      {accounts.isError && <Failure error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.data?.length === 0 && (
        <Notice title="No service accounts yet">
          <p>
            For a program with several keys, such as one in each region: what they all may do is said once, here, and
            the audit trail calls them by one name. A program with one key needs none.
          </p>
        </Notice>
      )}
      {accounts.data !== undefined && accounts.data.length > 0 && (
        <Listing
          name="Service accounts"
          columns={['Name', 'What it is for', 'Roles', '']}
          items={accounts.data}
          idOf={(account) => account.name}
          isFaint={(account) => account.is_disabled === true}
          cells={(account) => [
            <strong key="name">
              {account.name}
              {account.is_disabled === true && ' (disabled)'}
            </strong>,
            account.description,
            account.roles.join(', ') || 'none',
            <span key="tools">
              <Button look="quiet" disabled={!mayChange} onClick={() => setOpen({ kind: 'change', account })}>
                Change
              </Button>
              <Button
                look="quiet"
                disabled={!mayChange}
                onClick={() =>
                  change.mutate({
                    act: () => saveServiceAccount({ ...account, is_disabled: account.is_disabled !== true }),
                    done: account.is_disabled === true ? 'It may come in again.' : 'It is shut out, with all its keys.',
                  })
                }
              >
                {account.is_disabled === true ? 'Enable' : 'Disable'}
              </Button>
              <Button look="quiet" disabled={!mayChange} onClick={() => setOpen({ kind: 'remove', account })}>
                Remove
              </Button>
            </span>,
          ]}
        />
      )}
      {(open?.kind === 'new' || open?.kind === 'change') && (
        <NamedDialog
          title={open.kind === 'new' ? 'New service account' : open.account.name}
          hasDescription
          {...(open.kind === 'new' ? {} : { old: open.account })}
          onClose={close}
          onDone={(named) => {
            const isDisabled = open.kind === 'change' && open.account.is_disabled === true;
            close();
            change.mutate({
              act: () => saveServiceAccount({ ...named, is_disabled: isDisabled }),
              done: 'Service account saved.',
            });
          }}
        />
      )}
      {open?.kind === 'remove' && (
        <ConfirmDialog
          title={`Remove the service account “${open.account.name}”?`}
          verb="Remove"
          onClose={close}
          onDone={() => {
            const { name } = open.account;
            close();
            change.mutate({ act: () => removeServiceAccount(name), done: 'Service account removed.' });
          }}
        >
          Its keys open nothing from then on.
        </ConfirmDialog>
      )}
    </AccessFrame>
  );
}
