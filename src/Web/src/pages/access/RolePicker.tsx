import { useQuery } from '@tanstack/react-query';
import { rolesOf } from '../../api/roles';
import form from '../../ui/Form.module.css';
import styles from './RolePicker.module.css';

interface Props {
  chosen: readonly string[];
  onChange: (roles: string[]) => void;
}

/** The roles of the tenant, each with what it is for. */
export function RolePicker({ chosen, onChange }: Props) {
  const roles = useQuery({ queryKey: ['access', 'roles'], queryFn: ({ signal }) => rolesOf(signal) });
  return (
    <fieldset>
      <legend>Roles</legend>
      <div className={styles.roles}>
        {roles.data?.map((role) => (
          <label key={role.name} className={form.check}>
            <input
              type="checkbox"
              checked={chosen.includes(role.name)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, role.name] : chosen.filter((name) => name !== role.name))
              }
            />
            <span>
              {role.name}
              {role.description !== undefined && <span className={styles.about}> {role.description}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
