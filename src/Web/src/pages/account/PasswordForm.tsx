import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword } from '../../api/account';
import { say } from '../../shell/toasts';
import { Button } from '../../ui/Button';
import form from '../../ui/Form.module.css';
import { NewPassword } from '../signin/NewPassword';

/** Takes a new password from who knows the old one. */
export function PasswordForm() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      say('Password changed. Other places where you had signed in are signed out.');
      setCurrent('');
      setNext('');
    },
  });

  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <label>
          Present password
          <input
            type="password"
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </label>
        <NewPassword value={next} onChange={setNext} />
        {change.isError && (
          <p role="alert" className={form.wrong}>
            {change.error.message}
          </p>
        )}
        <div className={form.buttons}>
          <Button type="submit" disabled={change.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </section>
  );
}
