import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addDashboard, dashboardOf, dashboardsOf, replaceDashboard, type Panel } from '../../api/dashboards';
import { chartKinds, chartNames, type ChartKind } from '../../charts/chartKinds';
import { QueryChart } from '../../charts/QueryChart';
import { unitOf, units, type Unit } from '../../charts/units';
import { say } from '../../shell/toasts';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { freePlace } from './grid';
import { freePanelId } from './panelIds';
import styles from './PanelDialog.module.css';
import { unitNames } from './unitNames';

/** The choice that makes a new dashboard; no id looks like it. */
const aNewOne = '+';

interface Props {
  query: string;
  /** How the query is drawn where it comes from. */
  chart: ChartKind;
  onClose: () => void;
}

/** Makes a panel of a query, on a dashboard that there is or on a new one. */
export function AddToDashboard({ query, chart: drawnAs, onClose }: Props) {
  const queries = useQueryClient();
  const dashboards = useQuery({ queryKey: ['dashboards'], queryFn: ({ signal }) => dashboardsOf(signal) });
  const own = dashboards.data?.filter((dashboard) => dashboard.built_in !== true) ?? [];
  const [id, setId] = useState<string>();
  const [title, setTitle] = useState('');
  const [chart, setChart] = useState(drawnAs);
  const [unit, setUnit] = useState<Unit>('');
  const target = id ?? own[0]?.id ?? aNewOne;

  const add = useMutation({
    mutationFn: async () => {
      const panel = { title: title.trim(), chart, query, ...(unit === '' ? {} : { unit }) };
      if (target === aNewOne) {
        return addDashboard({ name: panel.title, variables: [], panels: [placed(panel, [])] });
      }

      const { dashboard, etag } = await dashboardOf(target);
      return replaceDashboard(
        target,
        { ...dashboard, panels: [...dashboard.panels, placed(panel, dashboard.panels)] },
        etag,
      );
    },
    onSuccess: async ({ dashboard }) => {
      await queries.invalidateQueries({ queryKey: ['dashboards'] });
      queries.removeQueries({ queryKey: ['dashboard', dashboard.id] });
      say(`Added to ${dashboard.name}.`);
      onClose();
    },
    onError: (error) => say(error.message, 'failed'),
  });

  return (
    <Dialog title="Add to a dashboard" onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <label>
          Title
          <input required maxLength={200} autoFocus value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label>
          Dashboard
          <select value={target} onChange={(event) => setId(event.target.value)}>
            {own.map((dashboard) => (
              <option key={dashboard.id} value={dashboard.id}>
                {dashboard.name}
              </option>
            ))}
            <option value={aNewOne}>A new one of this title</option>
          </select>
        </label>
        <div className={styles.line}>
          <label>
            Drawn as
            <select value={chart} onChange={(event) => setChart(event.target.value as ChartKind)}>
              {chartKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {chartNames[kind]}
                </option>
              ))}
            </select>
          </label>
          <label>
            Numbers are
            <select value={unit} onChange={(event) => setUnit(unitOf(event.target.value))}>
              {units.map((each) => (
                <option key={each} value={each}>
                  {unitNames[each]}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div className={styles.preview}>
          <QueryChart query={query} kind={chart} unit={unit} label={title === '' ? 'The chart' : title} />
        </div>
        <footer className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={add.isPending || dashboards.data === undefined}>
            Add
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function placed(panel: Pick<Panel, 'title' | 'chart' | 'query' | 'unit'>, others: readonly Panel[]): Panel {
  return { ...panel, id: freePanelId(others), ...freePlace(others, { w: 6, h: 6 }) };
}
