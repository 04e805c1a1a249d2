import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { removeSearch, savedSearches, saveSearch, type SavedSearch } from '../../api/saved';
import { say } from '../../shell/toasts';
import type { Range } from '../../time/range';
import { Button, IconButton } from '../../ui/Button';
import { Popover } from '../../ui/Popover';
import styles from './SavedSearches.module.css';

interface Props {
  query: string;
  range: Range;
  columns: readonly string[];
  onOpen: (search: SavedSearch) => void;
}

/** Searches that were kept under a name, for everybody of the tenant. */
export function SavedSearches(props: Props) {
  return (
    <Popover
      align="end"
      label={
        <>
          <Bookmark size={14} aria-hidden /> Saved
        </>
      }
    >
      {(close) => <List {...props} close={close} />}
    </Popover>
  );
}

function List({ query, range, columns, onOpen, close }: Props & { close: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const saved = useQuery({
    queryKey: ['saved-searches'],
    queryFn: ({ signal }) => savedSearches(signal),
    staleTime: 0,
  });
  const change = useMutation({
    mutationFn: (act: () => Promise<void>) => act(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['saved-searches'] }),
    onError: (error) => say(error.message, 'failed'),
  });

  return (
    <div className={styles.saved}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(() => saveSearch({ name: name.trim(), query, range, columns: [...columns] }));
          setName('');
        }}
      >
        <input
          aria-label="Name of this search"
          placeholder="Name of this search"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit">Save</Button>
      </form>
      {saved.isError && <p role="alert">{saved.error.message}</p>}
      {saved.data?.length === 0 && <p>Nothing was saved yet.</p>}
      <ul aria-label="Saved searches">
        {saved.data?.map((search) => (
          <li key={search.id}>
            <Button
              look="quiet"
              title={search.query}
              onClick={() => {
                close();
                onOpen(search);
              }}
            >
              {search.name}
            </Button>
            <IconButton name={`Remove ${search.name}`} onClick={() => change.mutate(() => removeSearch(search.id))}>
              <Trash2 size={13} />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
