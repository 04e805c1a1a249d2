import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { previewOf } from '../../api/roles';
import { Failure } from '../../ui/Failure';
import form from '../../ui/Form.module.css';
import { AccessFrame } from './AccessFrame';
import styles from './RolePage.module.css';
import { RolePicker } from './RolePicker';
import { ScopePreview } from './ScopePreview';
import list from './ViewAsPage.module.css';

/** What several roles come to together, before they are given to somebody. */
export function ViewAsPage() {
  const { roles: text = 'viewer' } = useSearch({ strict: false });
  const navigate = useNavigate();
  const roles = text.split(',').filter((name) => name !== '');
  const preview = useQuery({
    queryKey: ['access', 'preview', roles],
    queryFn: ({ signal }) => previewOf(roles, signal),
    placeholderData: keepPreviousData,
  });

  return (
    <AccessFrame title="View as" about="What somebody with these roles may do, may not do, and sees.">
      <div className={styles.role}>
        <div className={form.form}>
          <RolePicker
            chosen={roles}
            onChange={(chosen) =>
              void navigate({ to: '.', replace: true, search: (old) => ({ ...old, roles: chosen.join(',') || ',' }) })
            }
          />
          {preview.isError && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
          {preview.data !== undefined && (
            <>
              <Permissions title="They may" names={preview.data.permissions} />
              <Permissions title="They may not" names={preview.data.missing} />
            </>
          )}
        </div>
        {preview.data !== undefined && <ScopePreview {...preview.data} />}
      </div>
    </AccessFrame>
  );
}

function Permissions({ title, names }: { title: string; names: readonly string[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className={list.names}>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
        {names.length === 0 && <li>nothing</li>}
      </ul>
    </section>
  );
}
