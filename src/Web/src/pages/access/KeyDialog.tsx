import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { makeKey, serviceAccountsOf, type MadeKey } from '../../api/access';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import form from '../../ui/Form.module.css';
import { networksOf } from './keys';
import { RolePicker } from './RolePicker';

const day = 86_400_000;
const lives = [
  { days: 30, title: 'in 30 days' },
  { days: 90, title: 'in 90 days' },
  { days: 365, title: 'in a year' },
  { days: 0, title: 'never' },
];

interface Props {
  onClose: () => void;
  onMade: (key: MadeKey) => void;
}

/** Asks what a new key is for and what it may do. */
export function KeyDialog({ onClose, onMade }: Props) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [account, setAccount] = useState('');
  const [roles, setRoles] = useState(['ingest']);
  const [days, setDays] = useState(365);
  const [networks, setNetworks] = useState('');
  const [rate, setRate] = useState('');
  const { networks: allowed, wrong } = networksOf(networks);
  const accounts = useQuery({
    queryKey: ['access', 'service-accounts'],
    queryFn: ({ signal }) => serviceAccountsOf(signal),
  });
  const make = useMutation({
    mutationFn: () =>
      makeKey({
        name: name.trim(),
        ...(account === '' ? { roles } : { holder: { kind: 'service_account', id: account } }),
        networks: allowed,
        ...(days === 0 ? {} : { expires_at: new Date(Date.now() + days * day).toISOString() }),
        ...(rate === '' ? {} : { rate_per_second: Number(rate) }),
      }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['access', 'keys'] });
      onMade(made);
    },
  });

  return (
    <Dialog title="New key" onClose={onClose}>
      <form
        className={`${form.form} ${form.inDialog}`}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <label>
          What it is for
          <input
            required
            autoFocus
            maxLength={200}
            placeholder="checkout in production"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          Stands for
          <select value={account} onChange={(event) => setAccount(event.target.value)}>
            <option value="">itself, with roles of its own</option>
            {accounts.data?.map((each) => (
              <option key={each.name} value={each.name}>
                the service account {each.name}
              </option>
            ))}
          </select>
        </label>
        {account === '' && <RolePicker chosen={roles} onChange={setRoles} />}
        <div className={form.line}>
          <label>
            Ends
            <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {lives.map((life) => (
                <option key={life.days} value={life.days}>
                  {life.title}
                </option>
              ))}
            </select>
          </label>
          <label>
            Requests a second
            <input
              type="number"
              min={1}
              placeholder="no bound"
              value={rate}
              onChange={(event) => setRate(event.target.value)}
            />
          </label>
        </div>
        <label>
          Networks it may come from
          <input
            spellCheck={false}
            placeholder="anywhere, or 192.0.2.0/24, 2001:db8::/48"
            aria-invalid={wrong !== undefined}
            value={networks}
            onChange={(event) => setNetworks(event.target.value)}
          />
        </label>
        {wrong !== undefined && <p className={form.wrong}>“{wrong}” is no network: write 192.0.2.0/24.</p>}
        {make.isError && (
          <p role="alert" className={form.wrong}>
            {make.error.message}
          </p>
        )}
        <footer className={form.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            disabled={make.isPending || wrong !== undefined || (account === '' && roles.length === 0)}
          >
            Make the key
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
