import { Copy } from 'lucide-react';
import type { MadeKey } from '../../api/access';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';
import styles from './MadeKeyDialog.module.css';

/** Shows a new key, once: nobody can have it again afterwards. */
export function MadeKeyDialog({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  const command = `curl ${location.origin}/api/v1/logs -H 'Authorization: Bearer ${made.key}' -H 'Content-Type: application/json' -d '{"service":"hello","message":"my first log"}'`;
  return (
    <Dialog title="Copy the key now" onClose={onClose}>
      <div className={`${form.form} ${form.inDialog}`}>
        <p>It is shown this once. Monolith keeps only its hash; who loses the key makes another.</p>
        <div className={styles.key}>
          <code aria-label="The key">{made.key}</code>
          <Button look="primary" autoFocus onClick={() => void copy(made.key, 'Key')}>
            <Copy size={14} aria-hidden /> Copy
          </Button>
        </div>
        {made.replaces !== undefined && (
          <p>
            The key <code>{made.replaces}</code> works until the overlap ends. Give the new one to the program before.
          </p>
        )}
        <p className={form.hint}>To try it, if it may send:</p>
        <pre className={styles.command}>{command}</pre>
        <footer className={form.buttons}>
          <Button onClick={onClose}>I have it</Button>
        </footer>
      </div>
    </Dialog>
  );
}
