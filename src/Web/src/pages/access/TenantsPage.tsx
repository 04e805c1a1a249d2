import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { saveTenant, tenantsOf, type Tenant } from '../../api/access';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { formatBytes, formatCount } from '../../ui/number';
import { AccessFrame } from './AccessFrame';
import { Listing } from '../../ui/Listing';
import { TenantDialog } from './TenantDialog';
import { useChange } from './useChange';

/** Those whose telemetry is kept apart, and what each may use. */
export function TenantsPage() {
  const [open, setOpen] = useState<Tenant | 'new'>();
  const tenants = useQuery({
    queryKey: ['access', 'tenants'],
    queryFn: ({ signal }) => tenantsOf(signal),
    staleTime: 0,
  });
  const change = useChange();

  return (
    <AccessFrame
      title="Tenants"
      about="Each has its own logs, people, keys and audit trail, which no other sees. Its plan says what it may use."
      tools={
        <Button look="primary" onClick={() => setOpen('new')}>
          <Plus size={15} aria-hidden />
          New tenant
        </Button>
      }
    >
      {tenants.isError && <Failure error={tenants.error} onRetry={() => void tenants.refetch()} />}
      {tenants.data?.length === 0 && (
        <Notice title="No tenant has a plan of its own">
          <p>
            Everything is in the tenant <code>default</code>, as configured. Describe another one to keep the logs of a
            customer or a department apart, and to say what it may use.
          </p>
        </Notice>
      )}
      {tenants.data !== undefined && tenants.data.length > 0 && (
        <Listing
          name="Tenants"
          columns={['Tenant', 'Name', 'Kept for', 'At most', 'Sampled', 'Forwards to', '']}
          items={tenants.data}
          idOf={(tenant) => tenant.id}
          cells={({ id, name, plan, ...rest }) => [
            <strong key="id">{id}</strong>,
            name,
            plan.retention_days === undefined ? 'as configured' : `${plan.retention_days} days`,
            mostOf(plan),
            plan.sample_rate === undefined ? 'as configured' : `${Number((plan.sample_rate * 100).toPrecision(3))} %`,
            plan.destinations === undefined ? 'as configured' : plan.destinations.join(', ') || 'nowhere',
            <Button key="change" look="quiet" onClick={() => setOpen({ id, name, plan, ...rest })}>
              Change
            </Button>,
          ]}
        />
      )}
      {open !== undefined && (
        <TenantDialog
          {...(open === 'new' ? {} : { old: open })}
          onClose={() => setOpen(undefined)}
          onDone={(tenant) => {
            setOpen(undefined);
            change.mutate({ act: () => saveTenant(tenant), done: 'Tenant saved.' });
          }}
        />
      )}
    </AccessFrame>
  );
}

function mostOf({ bytes_per_second: bytes, records_per_second: records }: Tenant['plan']): string {
  const bounds = [
    bytes === undefined ? undefined : bytes === 0 ? 'any bytes' : `${formatBytes(bytes)}/s`,
    records === undefined ? undefined : records === 0 ? 'any records' : `${formatCount(records)} records/s`,
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? 'as configured' : bounds.join(', ');
}
