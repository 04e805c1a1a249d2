import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LayoutList, Link as LinkIcon, Pencil, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { addView, changeView, removeView, viewsOf, type View, type ViewContent } from '../../api/views';
import { say } from '../../shell/toasts';
import { Button, IconButton } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { Popover } from '../../ui/Popover';
import styles from './Views.module.css';
import { contentOf, isShown, linkTo } from './views';

interface Props {
  shown: ViewContent;
  onOpen: (content: ViewContent) => void;
}

/** Ways to look at records - a query and its columns - that the tenant keeps: opened, saved, renamed, shared and deleted. */
export function Views(props: Props) {
  return (
    <Popover
      align="end"
      label={
        <>
          <LayoutList size={14} aria-hidden /> Views
        </>
      }
    >
      {(close) => <List {...props} close={close} />}
    </Popover>
  );
}

function List({ shown, onOpen, close }: Props & { close: () => void }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<{ id: string; what: 'name' | 'delete' }>();
  const views = useQuery({ queryKey: ['views'], queryFn: ({ signal }) => viewsOf(signal), staleTime: 0 });
  const change = useMutation({
    mutationFn: (act: () => Promise<void>) => act(),
    onSuccess: () => setAsked(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: ['views'] }),
    onError: (error) => say(error.message, 'failed'),
  });

  return (
    <div className={styles.views}>
      <NameForm
        label="Name of a new view"
        action="Save view"
        onName={(name) => change.mutate(() => addView(name, shown))}
      />
      {views.isError && <p role="alert">{views.error.message}</p>}
      {views.data?.length === 0 && <p>A view keeps the query and the columns, for everybody of the tenant.</p>}
      <ul aria-label="Views">
        {views.data?.map((view) => (
          <li key={view.id}>
            {asked?.id !== view.id ? (
              <Row
                view={view}
                isShown={isShown(view, shown)}
                onOpen={() => {
                  close();
                  onOpen(contentOf(view));
                }}
                onSave={() => change.mutate(() => changeView(view.id, shown))}
                onAsk={(what) => setAsked({ id: view.id, what })}
              />
            ) : asked.what === 'name' ? (
              <NameForm
                label={`New name of ${view.name}`}
                action="Rename"
                value={view.name}
                onName={(name) => change.mutate(() => changeView(view.id, { name }))}
              />
            ) : (
              <div role="group" aria-label={`Delete ${view.name}?`} className={styles.question}>
                <span>Delete “{view.name}” for everybody?</span>
                <Button autoFocus onClick={() => setAsked(undefined)}>
                  Keep it
                </Button>
                <Button look="primary" onClick={() => change.mutate(() => removeView(view.id))}>
                  Delete
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  view: View;
  isShown: boolean;
  onOpen: () => void;
  onSave: () => void;
  onAsk: (what: 'name' | 'delete') => void;
}

function Row({ view, isShown, onOpen, onSave, onAsk }: RowProps) {
  return (
    <>
      <Button look="quiet" className={styles.name} title={view.query} aria-current={isShown} onClick={onOpen}>
        {view.name}
      </Button>
      <IconButton name={`Save what is shown as ${view.name}`} disabled={isShown} onClick={onSave}>
        <Save size={13} />
      </IconButton>
      <IconButton
        name={`Copy a link to ${view.name}`}
        onClick={() => void copy(linkTo(view, window.location.origin), `Link to ${view.name}`)}
      >
        <LinkIcon size={13} />
      </IconButton>
      <IconButton name={`Rename ${view.name}`} onClick={() => onAsk('name')}>
        <Pencil size={13} />
      </IconButton>
      <IconButton name={`Delete ${view.name}`} onClick={() => onAsk('delete')}>
        <Trash2 size={13} />
      </IconButton>
    </>
  );
}

interface NameFormProps {
  label: string;
  action: string;
  value?: string;
  onName: (name: string) => void;
}

function NameForm({ label, action, value = '', onName }: NameFormProps) {
  const [name, setName] = useState(value);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onName(name.trim());
        setName('');
      }}
    >
      <input
        aria-label={label}
        placeholder={label}
        required
        maxLength={200}
        pattern=".*\S.*"
        autoFocus={value !== ''}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit">{action}</Button>
    </form>
  );
}
