import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { removeTeam, saveTeam, teamsOf, type Team } from '../../api/access';
import { useMay } from '../../shell/useMe';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { AccessFrame } from './AccessFrame';
import { ConfirmDialog } from './ConfirmDialog';
import { Listing } from '../../ui/Listing';
import { NamedDialog } from './NamedDialog';
import { useChange } from './useChange';

type Open = { kind: 'new' } | { kind: 'change' | 'remove'; team: Team };

/** The teams of the tenant: people who have roles together. */
export function TeamsPage() {
  const [open, setOpen] = useState<Open>();
  const mayChange = useMay('access:manage');
  const teams = useQuery({ queryKey: ['access', 'teams'], queryFn: ({ signal }) => teamsOf(signal), staleTime: 0 });
  const change = useChange();
  const close = () => setOpen(undefined);

  return (
    <AccessFrame
      title="Teams"
      about="People who may do the same. Give the roles to the team, and put people into it on the page of people."
      tools={
        <Button look="primary" disabled={!mayChange} onClick={() => setOpen({ kind: 'new' })}>
          <Plus size={15} aria-hidden />
          New team
        </Button>
      }
    >
      {teams.isError && <Failure error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && (
        <Notice title="No teams yet">
          <p>
            A team such as <code>payments</code> spares you to give each of its people the same roles, one after the
            other. Groups of a provider of identities can lead to teams, too.
          </p>
        </Notice>
      )}
      {teams.data !== undefined && teams.data.length > 0 && (
        <Listing
          name="Teams"
          columns={['Name', 'Roles', '']}
          items={teams.data}
          idOf={(team) => team.name}
          cells={(team) => [
            <strong key="name">{team.name}</strong>,
            team.roles.join(', ') || 'none',
            <span key="tools">
              <Button look="quiet" disabled={!mayChange} onClick={() => setOpen({ kind: 'change', team })}>
                Change
              </Button>
              <Button look="quiet" disabled={!mayChange} onClick={() => setOpen({ kind: 'remove', team })}>
                Remove
              </Button>
            </span>,
          ]}
        />
      )}
      {(open?.kind === 'new' || open?.kind === 'change') && (
        <NamedDialog
          title={open.kind === 'new' ? 'New team' : open.team.name}
          {...(open.kind === 'new' ? {} : { old: open.team })}
          onClose={close}
          onDone={({ name, roles }) => {
            close();
            change.mutate({ act: () => saveTeam({ name, roles }), done: 'Team saved.' });
          }}
        />
      )}
      {open?.kind === 'remove' && (
        <ConfirmDialog
          title={`Remove the team “${open.team.name}”?`}
          verb="Remove"
          onClose={close}
          onDone={() => {
            const { name } = open.team;
            close();
            change.mutate({ act: () => removeTeam(name), done: 'Team removed.' });
          }}
        >
          Its people stay, and lose the roles that they had by it.
        </ConfirmDialog>
      )}
    </AccessFrame>
  );
}
