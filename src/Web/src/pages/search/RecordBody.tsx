import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { Json } from '../../api/records';
import { Button, IconButton } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { formatBytes } from '../../ui/number';
import { textOfValue } from './fields';
import styles from './RecordBody.module.css';

// More than this is drawn only when it is asked for: a browser takes long over a megabyte of text.
const shownAtOnce = 20_000;

/** The body of a record: JSON laid out, everything else as it was written. */
export function RecordBody({ body }: { body: Json }) {
  const [isWhole, setWhole] = useState(false);
  const text = layOut(body);
  const isLong = text.length > shownAtOnce;
  return (
    <div className={styles.body}>
      <pre>{isLong && !isWhole ? text.slice(0, shownAtOnce) : text}</pre>
      <span className={styles.copy}>
        <IconButton name="Copy the body" onClick={() => void copy(textOfValue(body), 'Body')}>
          <Copy size={14} />
        </IconButton>
      </span>
      {isLong && !isWhole && <Button onClick={() => setWhole(true)}>Show all {formatBytes(text.length)}</Button>}
    </div>
  );
}

function layOut(body: Json): string {
  if (typeof body !== 'string') {
    return JSON.stringify(body, undefined, 2);
  }

  if (!/^\s*[[{]/.test(body)) {
    return body;
  }

  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    // It only began like JSON.
    return body;
  }
}
