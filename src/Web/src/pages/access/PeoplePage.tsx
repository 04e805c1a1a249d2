import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { changePerson, makePasswordLink, peopleOf, withdrawSecondFactor, type Person } from '../../api/access';
import { say } from '../../shell/toasts';
import { useMay } from '../../shell/useMe';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Menu } from '../../ui/Menu';
import { Notice } from '../../ui/Notice';
import { AccessFrame } from './AccessFrame';
import { LinkDialog, type MadeLink } from './LinkDialog';
import { Listing } from '../../ui/Listing';
import { PersonDialog } from './PersonDialog';
import { useChange } from './useChange';

type Open = { kind: 'new' } | { kind: 'change'; person: Person } | { kind: 'link'; made: MadeLink };

/** The people of the tenant. */
export function PeoplePage() {
  const [open, setOpen] = useState<Open>();
  const mayChange = useMay('access:manage');
  const people = useQuery({ queryKey: ['access', 'people'], queryFn: ({ signal }) => peopleOf(signal), staleTime: 0 });
  const change = useChange();
  const close = () => setOpen(undefined);

  async function showLink(person: Person) {
    try {
      setOpen({ kind: 'link', made: { person, ...(await makePasswordLink(person.id)) } });
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), 'failed');
    }
  }

  return (
    <AccessFrame
      title="People"
      about="Who signs in, and what they may do in this tenant: by roles of their own, and by those of their teams."
      tools={
        <Button look="primary" disabled={!mayChange} onClick={() => setOpen({ kind: 'new' })}>
          <UserPlus size={15} aria-hidden />
          Add a person
        </Button>
      }
    >
      {people.isError && <Failure error={people.error} onRetry={() => void people.refetch()} />}
      {people.data?.length === 0 && (
        <Notice title="Nobody yet">
          <p>
            Add people by their e-mail address. You get a link for each, by which they choose a password; where a
            provider of identities is configured they come in by it.
          </p>
        </Notice>
      )}
      {people.data !== undefined && people.data.length > 0 && (
        <Listing
          name="People"
          columns={['Name', 'E-mail', 'Roles', 'Teams', '']}
          items={people.data}
          idOf={(person) => person.id}
          isFaint={(person) => person.is_disabled === true}
          cells={(person) => [
            <strong key="name">
              {person.name || person.email}
              {person.is_disabled === true && ' (disabled)'}
            </strong>,
            person.email,
            person.roles.join(', ') || 'none of their own',
            person.teams.join(', '),
            mayChange && (
              <Menu
                label="Change"
                align="end"
                items={[
                  {
                    title: 'Roles and teams',
                    detail: 'What they may do',
                    run: () => setOpen({ kind: 'change', person }),
                  },
                  {
                    title: 'Link for a new password',
                    detail: 'Ends the old one, when it is used; a second factor stays',
                    run: () => void showLink(person),
                  },
                  {
                    title: 'Take the second factor away',
                    detail: 'They have lost it. Ends their sessions',
                    run: () =>
                      change.mutate({
                        act: () => withdrawSecondFactor(person.id),
                        done: `${person.email} has no second factor any more.`,
                      }),
                  },
                  {
                    title: person.is_disabled === true ? 'Enable' : 'Disable',
                    detail:
                      person.is_disabled === true ? 'They may sign in again' : 'Ends their sessions and their keys',
                    run: () =>
                      change.mutate({
                        act: () => changePerson({ ...person, is_disabled: person.is_disabled !== true }),
                        done: `${person.email} ${person.is_disabled === true ? 'may sign in again' : 'is shut out'}.`,
                      }),
                  },
                ]}
              />
            ),
          ]}
        />
      )}
      {open?.kind === 'new' && <PersonDialog onClose={close} onAdded={(person) => void showLink(person)} />}
      {open?.kind === 'change' && <PersonDialog person={open.person} onClose={close} onAdded={close} />}
      {open?.kind === 'link' && <LinkDialog made={open.made} onClose={close} />}
    </AccessFrame>
  );
}
