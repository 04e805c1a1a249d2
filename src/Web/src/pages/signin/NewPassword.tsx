import { useId, useState } from 'react';
import form from '../../ui/Form.module.css';

// What the server asks for.
const shortest = 12;

/** A field for a new password, which can be looked at: nobody has to write it twice. */
export function NewPassword({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  return (
    <>
      <label>
        New password
        <input
          type={isShown ? 'text' : 'password'}
          autoComplete="new-password"
          aria-describedby={id}
          required
          minLength={shortest}
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <p id={id} className={form.hint}>
        At least {shortest} characters. Four words that have nothing to do with each other are better than signs.
      </p>
      <label className={form.check}>
        <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.target.checked)} />
        Show it
      </label>
    </>
  );
}
