import { useState } from 'react';
import { key, openWith } from '../api/key';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import styles from './KeyPage.module.css';

/** Asks for a key, where keys are configured and none was shown or a wrong one. */
export function KeyPage({ onKey }: { onKey: () => void }) {
  const [text, setText] = useState('');
  const wasRefused = key.get() !== undefined;
  return (
    <Notice title="This Monolith asks for a key">
      <p>
        Searching needs the admin key or the key of an operator (<code>Monolith:Access</code> in its settings). It is
        kept in this tab until you close it, and sent to this server alone.
      </p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          openWith(text.trim());
          onKey();
        }}
      >
        <input
          type="password"
          aria-label="Key"
          autoComplete="current-password"
          autoFocus
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" look="primary">
          Open
        </Button>
      </form>
      {wasRefused && (
        <p role="alert" className={styles.refused}>
          The key that was sent is not known here.
        </p>
      )}
    </Notice>
  );
}
