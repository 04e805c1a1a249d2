import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Eye, Plus } from 'lucide-react';
import { rolesOf } from '../../api/roles';
import { useMay } from '../../shell/useMe';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { AccessFrame } from './AccessFrame';
import { Listing } from '../../ui/Listing';
import styles from './RolesPage.module.css';
import { describeRows } from './scope';

/** The roles that can be given: those that every tenant has, and the tenant's own. */
export function RolesPage() {
  const navigate = useNavigate();
  const mayChange = useMay('access:manage');
  const roles = useQuery({ queryKey: ['access', 'roles'], queryFn: ({ signal }) => rolesOf(signal), staleTime: 0 });

  return (
    <AccessFrame
      title="Roles"
      about="What people and programs may do, and what of the logs they see. Permissions of several roles add up; what one role hides stays hidden."
      tools={
        <>
          <Button onClick={() => void navigate({ to: '/access/view-as' })}>
            <Eye size={15} aria-hidden />
            View as …
          </Button>
          <Button look="primary" disabled={!mayChange} onClick={() => void navigate({ to: '/access/new-role' })}>
            <Plus size={15} aria-hidden />
            New role
          </Button>
        </>
      }
    >
      {roles.isError && <Failure error={roles.error} onRetry={() => void roles.refetch()} />}
      {roles.data !== undefined && (
        <Listing
          name="Roles"
          columns={['Role', 'What it is for', 'Sees', 'Hides', 'Permissions']}
          items={roles.data}
          idOf={(role) => role.name}
          cells={(role) => [
            <Link key="name" to="/access/roles/$name" params={{ name: role.name }} className={styles.name}>
              {role.name}
            </Link>,
            <>
              {role.description}
              {role.built_in && <span className={styles.builtIn}> Came with Monolith.</span>}
            </>,
            describeRows({ ...role, sees_sensitive: false, sees_secret: false }),
            role.hidden_fields.join(', ') || 'nothing',
            role.permissions.length,
          ]}
        />
      )}
    </AccessFrame>
  );
}
