import { useState } from 'react';
import { key, openWith } from '../../api/key';
import { Button } from '../../ui/Button';
import form from '../../ui/Form.module.css';

/** Takes a key, which is kept in the tab. */
export function KeyForm({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState('');
  const wasRefused = key.get() !== undefined;
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        openWith(text.trim());
        onDone();
      }}
    >
      <label>
        Key
        <input
          type="password"
          autoComplete="off"
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <p className={form.hint}>It is kept in this tab until you close it, and sent to this server alone.</p>
      {wasRefused && (
        <p role="alert" className={form.wrong}>
          The key that was sent is not known here.
        </p>
      )}
      <div className={form.buttons}>
        <Button type="submit" look="primary">
          Open
        </Button>
      </div>
    </form>
  );
}
