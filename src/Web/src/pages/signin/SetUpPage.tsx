import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { setUp } from '../../api/signIn';
import { Button } from '../../ui/Button';
import form from '../../ui/Form.module.css';
import { Notice } from '../../ui/Notice';
import { NewPassword } from './NewPassword';
import styles from './SignIn.module.css';
import { useToken } from './useToken';

/** Makes the first owner, for who has the link that the start has printed. */
export function SetUpPage() {
  const token = useToken();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [wish, setWish] = useState({ email: '', name: '', password: '' });
  const make = useMutation({
    mutationFn: () => setUp({ token: token ?? '', ...wish }),
    onSuccess: async () => {
      await queries.resetQueries();
      await navigate({ to: '/account', replace: true });
    },
  });

  if (token === undefined) {
    return (
      <Notice title="The link is not whole">
        <p>
          Monolith prints it when it is started and nobody is the owner yet. It ends in <code>#token=</code> and some
          letters; copy all of it. It works once, until somebody is the owner.
        </p>
      </Notice>
    );
  }

  return (
    <section className={styles.card} aria-labelledby="set-up">
      <h1 id="set-up">Become the owner</h1>
      <p className={styles.soft}>The first account of this Monolith. It may do everything; you invite others later.</p>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
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
          Name
          <input
            autoComplete="name"
            required
            maxLength={200}
            value={wish.name}
            onChange={(event) => setWish({ ...wish, name: event.target.value })}
          />
        </label>
        <NewPassword value={wish.password} onChange={(password) => setWish({ ...wish, password })} />
        {make.isError && (
          <p role="alert" className={form.wrong}>
            {make.error.message}
          </p>
        )}
        <div className={form.buttons}>
          <Button type="submit" look="primary" disabled={make.isPending}>
            Make the account
          </Button>
        </div>
      </form>
    </section>
  );
}
