import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { DashboardContent, Panel } from '../../api/dashboards';
import { say } from '../../shell/toasts';
import { Button } from '../../ui/Button';
import { Failure } from '../../ui/Failure';
import { Menu } from '../../ui/Menu';
import { Notice } from '../../ui/Notice';
import { PageHeader } from '../../ui/PageHeader';
import styles from './DashboardPage.module.css';
import { DeleteDialog } from './DeleteDialog';
import { freePlace, settle } from './grid';
import { freePanelId } from './panelIds';
import { PanelDialog } from './PanelDialog';
import { PanelGrid } from './PanelGrid';
import { chosenIn } from './search';
import { SettingsDialog } from './SettingsDialog';
import { refreshIntervals, useAutoRefresh } from './useAutoRefresh';
import { useDashboard } from './useDashboard';
import { VariableBar } from './VariableBar';

type Open = { kind: 'panel'; panel: Panel } | { kind: 'settings' } | { kind: 'deletion' };

/** One dashboard: to look at, and to change. */
export function DashboardPage() {
  const { dashboardId } = useParams({ from: '/dashboards/$dashboardId' });
  const search = useSearch({ from: '/dashboards/$dashboardId' });
  const navigate = useNavigate();
  const { stored, save, copy, remove } = useDashboard(dashboardId);
  const [draft, setDraft] = useState<DashboardContent>();
  const [open, setOpen] = useState<Open>();

  const content = draft ?? stored.data?.dashboard;
  const interval = search.refresh ?? content?.refresh;
  // Nothing moves under the hands of who changes it.
  useAutoRefresh(draft === undefined ? interval : undefined);

  if (stored.isError) {
    return <Failure error={stored.error} onRetry={() => void stored.refetch()} />;
  }

  if (content === undefined || stored.data === undefined) {
    return <PageHeader title="Dashboard" />;
  }

  const isBuiltIn = stored.data.dashboard.built_in === true;
  const change = (part: Partial<DashboardContent>) => setDraft({ ...content, ...part });
  const edit = () => setDraft({ ...content, panels: settle(content.panels) });

  async function makeCopy(): Promise<void> {
    const { dashboard } = await copy.mutateAsync({ ...stored.data!.dashboard, name: `${content!.name} (copy)` });
    await navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: dashboard.id } });
  }

  function setPanel(panel: Panel): void {
    const isNew = content!.panels.every((each) => each.id !== panel.id);
    change({
      panels: isNew
        ? [...content!.panels, panel]
        : content!.panels.map((each) => (each.id === panel.id ? panel : each)),
    });
    setOpen(undefined);
  }

  return (
    <div className={styles.page}>
      <PageHeader title={content.name}>
        {draft === undefined ? (
          <>
            <Menu
              label={`Refresh: ${interval ?? 'off'}`}
              align="end"
              items={['off', ...refreshIntervals].map((each) => ({
                title: each,
                isChosen: each === (interval ?? 'off'),
                run: () => void navigate({ to: '.', search: (old) => ({ ...old, refresh: each }), replace: true }),
              }))}
            />
            {isBuiltIn || <Button onClick={edit}>Edit</Button>}
            <Menu
              label="More"
              align="end"
              items={[
                { title: 'Make a copy', detail: 'to change as you like', run: () => void makeCopy() },
                ...(isBuiltIn
                  ? []
                  : [
                      {
                        title: 'Delete',
                        detail: 'for everybody',
                        run: () => setOpen({ kind: 'deletion' }),
                      },
                    ]),
              ]}
            />
          </>
        ) : (
          <>
            <Button onClick={() => setOpen({ kind: 'panel', panel: newPanel(content.panels) })}>Add a panel</Button>
            <Button onClick={() => setOpen({ kind: 'settings' })}>Settings</Button>
            <Button onClick={() => setDraft(undefined)}>Discard</Button>
            <Button
              look="primary"
              disabled={save.isPending}
              onClick={() => save.mutate(draft, { onSuccess: () => setDraft(undefined) })}
            >
              Save
            </Button>
          </>
        )}
      </PageHeader>
      {content.description !== undefined && <p className={styles.description}>{content.description}</p>}
      <VariableBar
        variables={content.variables}
        chosen={chosenIn(search)}
        onChoose={(name, value) =>
          void navigate({ to: '.', search: (old) => ({ ...old, [`var-${name}`]: value }), replace: true })
        }
      />
      {content.panels.length === 0 && (
        <Notice title="Nothing here yet">
          <p>
            {draft === undefined ? (
              <Button look="primary" onClick={edit}>
                Edit this dashboard
              </Button>
            ) : (
              <Button look="primary" onClick={() => setOpen({ kind: 'panel', panel: newPanel([]) })}>
                Add the first panel
              </Button>
            )}
          </p>
        </Notice>
      )}
      <PanelGrid
        panels={content.panels}
        variables={content.variables}
        chosen={chosenIn(search)}
        isEdited={draft !== undefined}
        onMove={(panels) => change({ panels })}
        onEdit={(panel) => setOpen({ kind: 'panel', panel })}
        onRemove={(panel) => change({ panels: settle(content.panels.filter((each) => each !== panel)) })}
      />
      {open?.kind === 'panel' && (
        <PanelDialog
          panel={open.panel}
          variables={content.variables}
          chosen={chosenIn(search)}
          onClose={() => setOpen(undefined)}
          onDone={setPanel}
        />
      )}
      {open?.kind === 'settings' && (
        <SettingsDialog
          content={content}
          onClose={() => setOpen(undefined)}
          onDone={(part) => {
            change(part);
            setOpen(undefined);
          }}
        />
      )}
      {open?.kind === 'deletion' && (
        <DeleteDialog
          name={content.name}
          onClose={() => setOpen(undefined)}
          onDone={() =>
            remove.mutate(undefined, {
              onSuccess: () => {
                say('Dashboard deleted.');
                void navigate({ to: '/dashboards' });
              },
              onError: () => setOpen(undefined),
            })
          }
        />
      )}
    </div>
  );
}

function newPanel(panels: readonly Panel[]): Panel {
  return {
    id: freePanelId(panels),
    title: 'New panel',
    ...freePlace(panels, { w: 6, h: 6 }),
    chart: 'bar',
    query: '* | timeseries count() by severity',
  };
}
