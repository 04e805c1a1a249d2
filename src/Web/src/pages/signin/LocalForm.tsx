import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem';
import { signIn, type Credentials } from '../../api/signIn';
import { Button } from '../../ui/Button';
import form from '../../ui/Form.module.css';

/** Takes e-mail and password, and the code of the second factor of those who have one. */
export function LocalForm({ onDone }: { onDone: () => void }) {
  const [wish, setWish] = useState<Credentials>({ email: '', password: '' });
  const [needsCode, setNeedsCode] = useState(false);
  const enter = useMutation({
    mutationFn: () => signIn(wish),
    onSuccess: onDone,
    onError: (error) => setNeedsCode((old) => old || isAskedForCode(error)),
  });
  const isOnlyAsked = isAskedForCode(enter.error) && (wish.code ?? '') === '';

  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        enter.mutate();
      }}
    >
      <label>
        E-mail
        <input
          type="email"
          autoComplete="username"
          autoFocus
          required
          value={wish.email}
          onChange={(event) => setWish({ ...wish, email: event.target.value })}
        />
      </label>
      <label>
        Password
        <input
          type="password"
          autoComplete="current-password"
          required
          value={wish.password}
          onChange={(event) => setWish({ ...wish, password: event.target.value })}
        />
      </label>
      {needsCode && (
        <label>
          Code from your authenticator app, or a recovery code
          <input
            autoComplete="one-time-code"
            autoFocus
            required
            spellCheck={false}
            value={wish.code ?? ''}
            onChange={(event) => setWish({ ...wish, code: event.target.value })}
          />
        </label>
      )}
      {enter.isError && !isOnlyAsked && (
        <p role="alert" className={form.wrong}>
          {enter.error.message}
        </p>
      )}
      <div className={form.buttons}>
        <Button type="submit" look="primary" disabled={enter.isPending}>
          Sign in
        </Button>
      </div>
    </form>
  );
}

function isAskedForCode(error: unknown): boolean {
  return error instanceof ApiProblem && error.slug === 'code-needed';
}
