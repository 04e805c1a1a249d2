import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Copy, Download } from 'lucide-react';
import { useState } from 'react';
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  factorsOf,
  type BegunFactor,
} from '../../api/account';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Failure } from '../../ui/Failure';
import form from '../../ui/Form.module.css';
import { QrCode } from '../../ui/QrCode';
import styles from './AccountPage.module.css';

/** An authenticator app beside the password. */
export function SecondFactor({ onSetUp }: { onSetUp?: () => void }) {
  const [begun, setBegun] = useState<BegunFactor>();
  const [codes, setCodes] = useState<string[]>();
  const queries = useQueryClient();
  const factors = useQuery({ queryKey: ['account', 'second-factor'], queryFn: ({ signal }) => factorsOf(signal) });
  const changed = () => queries.invalidateQueries({ queryKey: ['account', 'second-factor'] });

  return (
    <section aria-labelledby="second-factor">
      <h2 id="second-factor">Second factor</h2>
      {factors.isError && <Failure error={factors.error} onRetry={() => void factors.refetch()} />}
      {codes !== undefined ? (
        <RecoveryCodes
          codes={codes}
          onDone={() => {
            setCodes(undefined);
            onSetUp?.();
          }}
        />
      ) : begun !== undefined ? (
        <Confirm
          begun={begun}
          onDone={(made) => {
            setBegun(undefined);
            setCodes(made);
            void changed();
          }}
        />
      ) : (
        factors.data !== undefined &&
        (!factors.data.has_password ? (
          <p className={styles.soft}>
            You come in by a provider of identities: it asks for a second factor, if at all.
          </p>
        ) : factors.data.is_on ? (
          <>
            <p className={styles.soft}>
              It is on: to sign in takes your password and a code from your app. {factors.data.recovery_codes_left}{' '}
              recovery codes were not used yet.
            </p>
            <PasswordThen verb="Turn it off" act={endSecondFactor} onDone={() => void changed()} />
          </>
        ) : (
          <>
            <p className={styles.soft}>
              It is off: whoever knows your password is you. With an authenticator app on your phone it takes the phone,
              too.
            </p>
            <PasswordThen verb="Set it up" act={beginSecondFactor} onDone={setBegun} />
          </>
        ))
      )}
    </section>
  );
}

interface PasswordThenProps<T> {
  verb: string;
  act: (password: string) => Promise<T>;
  onDone: (result: T) => void;
}

/** Asks for the password once more: a page left open must not be enough. */
function PasswordThen<T>({ verb, act, onDone }: PasswordThenProps<T>) {
  const [password, setPassword] = useState('');
  const doing = useMutation({ mutationFn: () => act(password), onSuccess: onDone });
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        doing.mutate();
      }}
    >
      <label>
        Your password, once more
        <input
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      {doing.isError && (
        <p role="alert" className={form.wrong}>
          {doing.error.message}
        </p>
      )}
      <div className={form.buttons}>
        <Button type="submit" disabled={doing.isPending}>
          {verb}
        </Button>
      </div>
    </form>
  );
}

function Confirm({ begun, onDone }: { begun: BegunFactor; onDone: (codes: string[]) => void }) {
  const [code, setCode] = useState('');
  const confirm = useMutation({ mutationFn: () => confirmSecondFactor(code), onSuccess: onDone });
  return (
    <div className={styles.scan}>
      <QrCode text={begun.address} name="QR code for an authenticator app" />
      <div>
        <p>Scan this with an authenticator app, or type the secret into it:</p>
        <code className={styles.secret} aria-label="The secret">
          {begun.secret}
        </code>
        <form
          className={form.form}
          onSubmit={(event) => {
            event.preventDefault();
            confirm.mutate();
          }}
        >
          <label>
            The code that the app shows
            <input
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
              required
              value={code}
              onChange={(event) => setCode(event.target.value.trim())}
            />
          </label>
          {confirm.isError && (
            <p role="alert" className={form.wrong}>
              {confirm.error.message}
            </p>
          )}
          <div className={form.buttons}>
            <Button type="submit" look="primary" disabled={confirm.isPending}>
              Turn it on
            </Button>
          </div>
        </form>
      </div>
    </div>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = `${codes.join('\n')}\n`;
  return (
    <>
      <p role="status">
        It is on. Keep these codes where the phone is not: each lets you in once without it. They are shown this once.
      </p>
      <ul className={styles.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button onClick={() => void copy(text, 'Codes')}>
          <Copy size={14} aria-hidden /> Copy
        </Button>
        <Button onClick={() => save(text)}>
          <Download size={14} aria-hidden /> Save as a file
        </Button>
        <Button look="primary" onClick={onDone}>
          I have them
        </Button>
      </div>
    </>
  );
}

function save(text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = 'monolith-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(link.href);
}
