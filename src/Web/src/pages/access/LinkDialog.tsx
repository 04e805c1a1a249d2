import { Copy } from 'lucide-react';
import type { Person } from '../../api/access';
import { formatMinute } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';
import styles from './MadeKeyDialog.module.css';

/** A link by which somebody chooses a password. */
export interface MadeLink {
  person: Person;
  link: string;
  expires_at: string;
}

/** Shows the link, once: Monolith keeps only its hash, and sends no mail. */
export function LinkDialog({ made, onClose }: { made: MadeLink; onClose: () => void }) {
  const { zone } = useRange();
  return (
    <Dialog title={`Give this link to ${made.person.name || made.person.email}`} onClose={onClose}>
      <div className={`${form.form} ${form.inDialog}`}>
        <p>
          By it they choose a password. It works once, until {formatMinute(made.expires_at, zone)}. Whoever has it can
          do so: send it by a way that you trust.
        </p>
        <div className={styles.key}>
          <code aria-label="The link">{made.link}</code>
          <Button look="primary" autoFocus onClick={() => void copy(made.link, 'Link')}>
            <Copy size={14} aria-hidden /> Copy
          </Button>
        </div>
        <footer className={form.buttons}>
          <Button onClick={onClose}>I have it</Button>
        </footer>
      </div>
    </Dialog>
  );
}
