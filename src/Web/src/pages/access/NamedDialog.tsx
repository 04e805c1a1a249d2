import { useState } from 'react';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';
import { RolePicker } from './RolePicker';

/** A team or a service account: roles under a name. */
export interface Named {
  name: string;
  description?: string;
  roles: string[];
}

interface Props {
  title: string;
  /** What is changed; its name stays. */
  old?: Named;
  hasDescription?: boolean;
  onClose: () => void;
  onDone: (named: Named) => void;
}

/** Asks for the name and the roles of a team or a service account. */
export function NamedDialog({ title, old, hasDescription = false, onClose, onDone }: Props) {
  const [wish, setWish] = useState<Named>(old ?? { name: '', roles: [] });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={`${form.form} ${form.inDialog}`}
        onSubmit={(event) => {
          event.preventDefault();
          onDone(wish);
        }}
      >
        {old === undefined && (
          <label>
            Name
            <input
              required
              autoFocus
              maxLength={64}
              pattern="[A-Za-z0-9._\-]+"
              title="Letters, digits, -, _ and ."
              value={wish.name}
              onChange={(event) => setWish({ ...wish, name: event.target.value })}
            />
          </label>
        )}
        {hasDescription && (
          <label>
            What it is for
            <input
              maxLength={500}
              value={wish.description ?? ''}
              onChange={(event) => setWish({ ...wish, description: event.target.value })}
            />
          </label>
        )}
        <RolePicker chosen={wish.roles} onChange={(roles) => setWish({ ...wish, roles })} />
        <footer className={form.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
