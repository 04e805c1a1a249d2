import { Dialog } from '../ui/Dialog';
import { commands } from './commands';
import styles from './HelpDialog.module.css';
import { Keys } from './Keys';
import { useStore } from './store';

/** Every key that does something on this page, and where to read more. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const offered = useStore(commands).filter((command) => command.keys !== undefined);
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className={styles.help}>
        {[...Map.groupBy(offered, (command) => command.group)].map(([group, members]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {members.map((command) => (
                <div key={command.id} className={styles.row}>
                  <dt>{command.title}</dt>
                  <dd>
                    <Keys of={command.keys ?? ''} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
