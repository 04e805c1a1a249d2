import { useState } from 'react';
import type { Tenant } from '../../api/access';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';

interface Props {
  old?: Tenant;
  onClose: () => void;
  onDone: (tenant: Tenant) => void;
}

const bounds = [
  { name: 'retention_days', title: 'Days that records are kept', min: 1, step: 1 },
  { name: 'bytes_per_second', title: 'Bytes a second (0: no bound)', min: 0, step: 1 },
  { name: 'records_per_second', title: 'Records a second (0: no bound)', min: 0, step: 1 },
  { name: 'sample_rate', title: 'Share of records kept (0.1 is a tenth)', min: 0.001, step: 0.001 },
] as const;

/** Asks what a tenant is called and what it may use. A field that is left empty means: as configured for everybody. */
export function TenantDialog({ old, onClose, onDone }: Props) {
  const [id, setId] = useState(old?.id ?? '');
  const [name, setName] = useState(old?.name ?? '');
  const [numbers, setNumbers] = useState<Record<string, string>>(
    Object.fromEntries(bounds.map((bound) => [bound.name, String(old?.plan[bound.name] ?? '')])),
  );
  const [isBound, setBound] = useState(old?.plan.destinations !== undefined);
  const [destinations, setDestinations] = useState(old?.plan.destinations?.join(', ') ?? '');

  return (
    <Dialog title={old === undefined ? 'New tenant' : `Tenant ${old.id}`} onClose={onClose}>
      <form
        className={`${form.form} ${form.inDialog}`}
        onSubmit={(event) => {
          event.preventDefault();
          const given = Object.entries(numbers).filter(([, value]) => value !== '');
          onDone({
            id,
            name,
            plan: {
              ...Object.fromEntries(given.map(([bound, value]) => [bound, Number(value)])),
              ...(isBound ? { destinations: destinations.split(/[\s,]+/).filter((host) => host !== '') } : {}),
            },
          });
        }}
      >
        <div className={form.line}>
          {old === undefined && (
            <label>
              Id, as keys and requests give it
              <input
                required
                autoFocus
                maxLength={64}
                pattern="[A-Za-z0-9._\-]+"
                title="Letters, digits, -, _ and ."
                value={id}
                onChange={(event) => setId(event.target.value)}
              />
            </label>
          )}
          <label>
            Name
            <input maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
          </label>
        </div>
        <h3>Plan</h3>
        <div className={form.line}>
          {bounds.map((bound) => (
            <label key={bound.name}>
              {bound.title}
              <input
                type="number"
                min={bound.min}
                step={bound.step}
                placeholder="as configured"
                value={numbers[bound.name] ?? ''}
                onChange={(event) => setNumbers({ ...numbers, [bound.name]: event.target.value })}
              />
            </label>
          ))}
        </div>
        <label className={form.check}>
          <input type="checkbox" checked={isBound} onChange={(event) => setBound(event.target.checked)} />
          Records may be forwarded to certain hosts only
        </label>
        {isBound && (
          <label>
            Hosts
            <input
              spellCheck={false}
              placeholder="nowhere, or *.example.org, siem.example.com"
              value={destinations}
              onChange={(event) => setDestinations(event.target.value)}
            />
          </label>
        )}
        <footer className={form.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
