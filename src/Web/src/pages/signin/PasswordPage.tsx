import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { choosePassword } from '../../api/account';
import { say } from '../../shell/toasts';
import { Button } from '../../ui/Button';
import form from '../../ui/Form.module.css';
import { Notice } from '../../ui/Notice';
import { NewPassword } from './NewPassword';
import styles from './SignIn.module.css';
import { useToken } from './useToken';

/** Takes a password from who has the link for it, and leads to signing in. */
export function PasswordPage() {
  const token = useToken();
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const choose = useMutation({
    mutationFn: () => choosePassword(token ?? '', password),
    onSuccess: async () => {
      say('Password chosen. Sign in with it.');
      await navigate({ to: '/sign-in', replace: true });
    },
  });

  if (token === undefined) {
    return (
      <Notice title="The link is not whole">
        <p>
          It ends in <code>#token=</code> and some letters; copy all of it. Who manages access can make another one.
        </p>
      </Notice>
    );
  }

  return (
    <section className={styles.card} aria-labelledby="choose">
      <h1 id="choose">Choose a password</h1>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          choose.mutate();
        }}
      >
        <NewPassword value={password} onChange={setPassword} />
        {choose.isError && (
          <p role="alert" className={form.wrong}>
            {choose.error.message}
          </p>
        )}
        <div className={form.buttons}>
          <Button type="submit" look="primary" disabled={choose.isPending}>
            Choose it
          </Button>
        </div>
      </form>
    </section>
  );
}
