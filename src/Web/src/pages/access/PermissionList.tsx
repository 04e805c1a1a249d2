import { useQuery } from '@tanstack/react-query';
import { permissionsOf } from '../../api/roles';
import { useMe } from '../../shell/useMe';
import form from '../../ui/Form.module.css';
import styles from './PermissionList.module.css';

interface Props {
  chosen: readonly string[];
  onChange: (permissions: string[]) => void;
}

/** Everything there is to be allowed, with what it means, by what it is about. */
export function PermissionList({ chosen, onChange }: Props) {
  const me = useMe();
  const permissions = useQuery({
    queryKey: ['permissions'],
    queryFn: ({ signal }) => permissionsOf(signal),
  });
  const groups = Map.groupBy(permissions.data ?? [], ({ name }) => name.split(':')[0] ?? '');
  return (
    <section className={styles.permissions} aria-label="Permissions">
      <h2>Permissions</h2>
      {[...groups].map(([group, members]) => (
        <fieldset key={group}>
          <legend>{group}</legend>
          {members.map(({ name, meaning }) => {
            const isMine = me?.permissions.includes(name) ?? true;
            const isChosen = chosen.includes(name);
            return (
              <label key={name} className={form.check}>
                <input
                  type="checkbox"
                  checked={isChosen}
                  disabled={!isMine && !isChosen}
                  onChange={(event) =>
                    onChange(event.target.checked ? [...chosen, name] : chosen.filter((each) => each !== name))
                  }
                />
                <span>
                  <code>{name}</code> {meaning}
                  {!isMine && <span className={form.hint}> You do not have it, and cannot give it.</span>}
                </span>
              </label>
            );
          })}
        </fieldset>
      ))}
    </section>
  );
}
