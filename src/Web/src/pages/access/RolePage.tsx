import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { removeRole, rolesOf, saveRole, type Role } from '../../api/roles';
import { say } from '../../shell/toasts';
import { useMay } from '../../shell/useMe';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import form from '../../ui/Form.module.css';
import { Notice } from '../../ui/Notice';
import { AccessFrame } from './AccessFrame';
import { ConfirmDialog } from './ConfirmDialog';
import { PermissionList } from './PermissionList';
import styles from './RolePage.module.css';
import { RowRules } from './RowRules';
import { ScopePreview } from './ScopePreview';
import { useChange } from './useChange';

/** A role: what it may do, what it sees, and how the logs look to those who have it. */
export function RolePage() {
  const { name = '' } = useParams({ strict: false });
  const roles = useQuery({ queryKey: ['access', 'roles'], queryFn: ({ signal }) => rolesOf(signal) });
  const role = roles.data?.find((each) => each.name === name);
  if (roles.isError) {
    return <Failure error={roles.error} onRetry={() => void roles.refetch()} />;
  }

  if (roles.data === undefined) {
    return null;
  }

  return role === undefined ? <Notice title={`There is no role ${name}`} isPage /> : <Editor key={name} old={role} />;
}

const blank: Role = {
  name: '',
  description: '',
  permissions: ['logs:read'],
  rows: [],
  hidden_fields: [],
  built_in: false,
};

/** The same page, for a role that is not there yet. */
export function NewRolePage() {
  return <Editor old={blank} />;
}

function Editor({ old }: { old: Role }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const change = useChange();
  const [role, setRole] = useState(old);
  const [hidden, setHidden] = useState(old.hidden_fields.join(', '));
  const [isRemoving, setRemoving] = useState(false);
  const [error, setError] = useState<string>();
  const mayChange = useMay('access:manage') && !old.built_in;
  const isNew = old.name === '';
  const draft = { ...role, hidden_fields: hidden.split(/[\s,]+/).filter((field) => field !== '') };

  async function save() {
    try {
      await saveRole(draft);
      say('Role saved. It holds at once, for all who have it.');
      await queries.invalidateQueries({ queryKey: ['access'] });
      await navigate({ to: '/access/roles' });
    } catch (problem) {
      setError(problem instanceof Error ? problem.message : 'The role was not saved.');
    }
  }

  return (
    <AccessFrame
      title={isNew ? 'New role' : old.name}
      about={
        old.built_in ? `${old.description} It came with Monolith and cannot be changed.` : 'What it may do and see.'
      }
      tools={
        !isNew &&
        mayChange && (
          <Button look="quiet" onClick={() => setRemoving(true)}>
            Remove
          </Button>
        )
      }
    >
      <form
        className={styles.role}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset disabled={!mayChange} className={form.form}>
          <legend className="for-screen-readers">The role</legend>
          {!old.built_in && (
            <div className={form.line}>
              {isNew && (
                <label>
                  Name
                  <input
                    required
                    autoFocus
                    maxLength={64}
                    pattern="[A-Za-z0-9._\-]+"
                    title="Letters, digits, -, _ and ."
                    value={role.name}
                    onChange={(event) => setRole({ ...role, name: event.target.value })}
                  />
                </label>
              )}
              <label>
                What it is for
                <input
                  maxLength={500}
                  value={role.description}
                  onChange={(event) => setRole({ ...role, description: event.target.value })}
                />
              </label>
            </div>
          )}
          <PermissionList chosen={role.permissions} onChange={(permissions) => setRole({ ...role, permissions })} />
          {!old.built_in && (
            <>
              <RowRules rules={role.rows} onChange={(rows) => setRole({ ...role, rows })} />
              <label>
                Fields that are hidden
                <input
                  spellCheck={false}
                  placeholder="none, or user_id, client.address"
                  value={hidden}
                  onChange={(event) => setHidden(event.target.value)}
                />
              </label>
              <p className={form.hint}>
                They cannot be searched, counted or sorted by either, by whoever has this role, whatever other roles
                they have.
              </p>
            </>
          )}
          {error !== undefined && (
            <p role="alert" className={form.wrong}>
              {error}
            </p>
          )}
          {!old.built_in && (
            <footer className={form.buttons}>
              <Button onClick={() => void navigate({ to: '/access/roles' })}>Cancel</Button>
              <Button type="submit" look="primary">
                Save
              </Button>
            </footer>
          )}
        </fieldset>
        <ScopePreview
          permissions={draft.permissions}
          scope={{
            rows: draft.rows,
            hidden_fields: draft.hidden_fields,
            sees_sensitive: draft.permissions.includes('fields:sensitive'),
            sees_secret: draft.permissions.includes('fields:secret'),
          }}
        />
      </form>
      {isRemoving && (
        <ConfirmDialog
          title={`Remove the role “${old.name}”?`}
          verb="Remove"
          onClose={() => setRemoving(false)}
          onDone={() => {
            setRemoving(false);
            change.mutate(
              { act: () => removeRole(old.name), done: 'Role removed.' },
              { onSuccess: () => void navigate({ to: '/access/roles' }) },
            );
          }}
        >
          That works while nobody has it. Take it away from people, teams, service accounts and keys before.
        </ConfirmDialog>
      )}
    </AccessFrame>
  );
}
