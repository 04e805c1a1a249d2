import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { rotateKey, type ApiKey, type MadeKey } from '../../api/access';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';

const overlaps = [
  { hours: 0, title: 'at once' },
  { hours: 1, title: 'after an hour' },
  { hours: 24, title: 'after a day' },
  { hours: 168, title: 'after a week' },
];

interface Props {
  old: ApiKey;
  onClose: () => void;
  onMade: (key: MadeKey) => void;
}

/** Makes a key that takes the place of another. */
export function RotateDialog({ old, onClose, onMade }: Props) {
  const queries = useQueryClient();
  const [hours, setHours] = useState(24);
  const rotate = useMutation({
    mutationFn: () => rotateKey(old.id, hours),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['access', 'keys'] });
      onMade(made);
    },
  });
  return (
    <Dialog title={`Rotate “${old.name || old.id}”`} onClose={onClose}>
      <form
        className={`${form.form} ${form.inDialog}`}
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate();
        }}
      >
        <p>A new key opens the same doors. Until the old one ends, both work, so that no program is shut out.</p>
        <label>
          The old key ends
          <select value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {overlaps.map((overlap) => (
              <option key={overlap.hours} value={overlap.hours}>
                {overlap.title}
              </option>
            ))}
          </select>
        </label>
        {rotate.isError && (
          <p role="alert" className={form.wrong}>
            {rotate.error.message}
          </p>
        )}
        <footer className={form.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={rotate.isPending}>
            Make the new key
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
