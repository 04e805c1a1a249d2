import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addPerson, changePerson, teamsOf, type Person } from '../../api/access';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';
import { RolePicker } from './RolePicker';

interface Props {
  /** Who is changed; left out for somebody new. */
  person?: Person;
  onClose: () => void;
  onAdded: (person: Person) => void;
}

/** Asks who somebody is and what they may do. */
export function PersonDialog({ person, onClose, onAdded }: Props) {
  const queries = useQueryClient();
  const [wish, setWish] = useState({
    email: person?.email ?? '',
    name: person?.name ?? '',
    roles: person?.roles ?? ['viewer'],
    teams: person?.teams ?? [],
  });
  const teams = useQuery({ queryKey: ['access', 'teams'], queryFn: ({ signal }) => teamsOf(signal) });
  const save = useMutation({
    mutationFn: async () => {
      if (person === undefined) {
        return addPerson(wish);
      }

      await changePerson({ ...person, ...wish });
      return person;
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['access'] });
      onAdded(saved);
    },
  });

  return (
    <Dialog title={person === undefined ? 'Add a person' : person.email} onClose={onClose}>
      <form
        className={`${form.form} ${form.inDialog}`}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {person === undefined && (
          <label>
            E-mail
            <input
              type="email"
              required
              autoFocus
              value={wish.email}
              onChange={(event) => setWish({ ...wish, email: event.target.value })}
            />
          </label>
        )}
        <label>
          Name
          <input
            maxLength={200}
            value={wish.name}
            onChange={(event) => setWish({ ...wish, name: event.target.value })}
          />
        </label>
        <RolePicker chosen={wish.roles} onChange={(roles) => setWish({ ...wish, roles })} />
        {(teams.data?.length ?? 0) > 0 && (
          <fieldset>
            <legend>Teams</legend>
            {teams.data?.map((team) => (
              <label key={team.name} className={form.check}>
                <input
                  type="checkbox"
                  checked={wish.teams.includes(team.name)}
                  onChange={(event) =>
                    setWish({
                      ...wish,
                      teams: event.target.checked
                        ? [...wish.teams, team.name]
                        : wish.teams.filter((name) => name !== team.name),
                    })
                  }
                />
                <span>
                  {team.name} ({team.roles.join(', ') || 'no roles'})
                </span>
              </label>
            ))}
          </fieldset>
        )}
        {save.isError && (
          <p role="alert" className={form.wrong}>
            {save.error.message}
          </p>
        )}
        <footer className={form.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {person === undefined ? 'Add' : 'Save'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
