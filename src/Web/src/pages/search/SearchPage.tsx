import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Filter, Radio } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { ApiProblem } from '../../api/problem';
import { histogramOf, rangeOfCorrelation, type Selection } from '../../api/logs';
import { term, withFilter, type Wish } from '../../query/edit';
import { remember } from '../../query/history';
import type { QueryEditorHandle } from '../../query/QueryEditor';
import { HiddenNote } from '../../shell/HiddenNote';
import { say } from '../../shell/toasts';
import { widen } from '../../time/range';
import { TimePicker } from '../../time/TimePicker';
import { useRange } from '../../time/useRange';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { useNarrow } from '../../ui/useNarrow';
import { ColumnChooser } from './ColumnChooser';
import { Empty } from './Empty';
import { ExportMenu } from './ExportMenu';
import { Facets, usualFacets } from './Facets';
import { Histogram } from './Histogram';
import { LiveBar } from './LiveBar';
import { Outcome } from './Outcome';
import { RecordPanel, type RecordActions } from './RecordPanel';
import { RecordTable } from './RecordTable';
import { SavedSearches } from './SavedSearches';
import { SearchBar } from './SearchBar';
import styles from './SearchPage.module.css';
import { Summary } from './Summary';
import { useResults } from './useResults';
import { useSearchCommands } from './useSearchCommands';
import { useSearchState } from './useSearchState';
import { useTail } from './useTail';
import { Views } from './Views';

// What is around a correlation is worth seeing too, and a range of a few milliseconds is hard to draw over.
const margin = 60_000;

/** Finds records: what they are asked by, how many there were over time, their facets, and the records themselves. */
export function SearchPage() {
  const { query, columns, open, run, runIn, setColumns, setOpen } = useSearchState();
  const { range, fixed, zone, setRange } = useRange();
  const router = useRouter();
  const isNarrow = useNarrow();
  const editor = useRef<QueryEditorHandle>(null);
  const [draft, setDraft] = useDraft(query);
  const [chosen, setChosen] = useState(open);
  const [facetFields, setFacetFields] = useState(usualFacets);
  const [areFacetsOpen, setFacetsOpen] = useState(false);
  const [live, setLive] = useState<'off' | 'on' | 'paused'>('off');

  const selection = useMemo<Selection>(() => ({ query, ...fixed }), [query, fixed]);
  const isLive = live !== 'off';
  const { results, loadMore, stop } = useResults(selection, !isLive);
  const tail = useTail(query, isLive, live === 'paused');
  const histogram = useQuery({
    queryKey: ['histogram', selection],
    queryFn: ({ signal }) => histogramOf(selection, signal),
    enabled: !isLive,
    placeholderData: keepPreviousData,
  });
  const rows = isLive ? tail.rows : results.rows;
  const areRecords = isLive || results.kind === 'records';

  function start(text: string) {
    remember(text);
    setDraft(text);
    run(text);
  }

  function onWish(field: string, value: string, wish: Wish) {
    start(withFilter(query, field, value, wish));
  }

  function openRecord(id: string | undefined) {
    setChosen(id ?? chosen);
    setOpen(id);
  }

  function step(distance: 1 | -1) {
    const at = rows.findIndex((row) => row.record.id === chosen);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + distance))];
    if (next !== undefined) {
      setChosen(next.record.id);
      if (open !== undefined) {
        setOpen(next.record.id);
      }
    }
  }

  const correlation = useMutation({
    mutationFn: rangeOfCorrelation,
    onSuccess: (found, id) => {
      const text = term('correlation_id', id);
      setDraft(text);
      runIn(text, found === undefined ? range : widen(found, margin));
    },
    onError: (error) => say(error.message, 'failed'),
  });

  const toggleLive = useCallback(() => setLive((old) => (old === 'off' ? 'on' : 'off')), []);
  const togglePause = useCallback(
    () => setLive((old) => (old === 'paused' ? 'on' : old === 'on' ? 'paused' : old)),
    [],
  );
  useSearchCommands({
    focus: () => editor.current?.focus(),
    step,
    open: () => openRecord(chosen ?? rows[0]?.record.id),
    close: () => setOpen(undefined),
    toggleLive,
    togglePause,
    zoomOut: () => {
      const [from, to] = [Date.parse(fixed.from), Date.parse(fixed.to)];
      const half = (to - from) / 2;
      setRange({ from: new Date(from - half).toISOString(), to: new Date(to + half).toISOString() });
    },
  });

  const actions: RecordActions = {
    onWish,
    onColumn: (field) =>
      setColumns(columns.includes(field) ? columns.filter((each) => each !== field) : [...columns, field]),
    onTrace: (id) => void router.navigate({ to: '/traces/$traceId', params: { traceId: id } }),
    onCorrelation: correlation.mutate,
    onOpen: openRecord,
  };

  const facets = <Facets selection={selection} fields={facetFields} onFields={setFacetFields} onWish={onWish} />;
  // What is wrong with a query is said below it, and not a second time by everything that asked it.
  const isQueryWrong = results.error instanceof ApiProblem && results.error.diagnostics.length > 0;

  return (
    <div className={styles.page}>
      <h1 className="for-screen-readers">Search logs</h1>
      <div className={styles.top}>
        <SearchBar
          ref={editor}
          draft={draft}
          range={range}
          error={isLive ? undefined : results.error}
          isRunning={!isLive && results.status === 'running'}
          onDraft={setDraft}
          onRun={start}
          onStop={stop}
        />
        <div className={styles.tools}>
          <TimePicker />
          <Button aria-pressed={isLive} title="Live (t)" onClick={toggleLive}>
            <Radio size={14} aria-hidden /> Live
          </Button>
        </div>
      </div>
      {isLive ? (
        <LiveBar tail={tail} isPaused={live === 'paused'} onPause={togglePause} onStop={toggleLive} />
      ) : (
        histogram.data !== undefined && (
          <Histogram
            data={histogram.data}
            zone={zone}
            isStale={histogram.isPlaceholderData}
            onZoom={(from, to) => setRange({ from, to })}
            onSeverity={(severity) => onWish('severity', severity, 'include')}
          />
        )
      )}
      <div className={styles.strip}>
        {isNarrow && (
          <Button onClick={() => setFacetsOpen(true)}>
            <Filter size={14} aria-hidden /> Facets
          </Button>
        )}
        <Summary results={results} total={histogram.data?.total} isLive={isLive} />
        <HiddenNote />
        {!isLive && histogram.isError && !isQueryWrong && (
          <p role="alert" className={styles.failed}>
            {histogram.error.message}
          </p>
        )}
        <span className={styles.tools}>
          {areRecords && !isNarrow && <ColumnChooser columns={columns} selection={selection} onChange={setColumns} />}
          <Views
            shown={{ query, columns }}
            onOpen={(view) => {
              setDraft(view.query);
              runIn(view.query, range, view.columns);
            }}
          />
          <SavedSearches
            query={query}
            range={range}
            columns={columns}
            onOpen={(saved) => {
              setDraft(saved.query);
              runIn(saved.query, saved.range ?? range, saved.columns ?? []);
            }}
          />
          <ExportMenu selection={selection} columns={columns} />
        </span>
      </div>
      <div className={[styles.below, open === undefined ? '' : styles.withPanel].join(' ')}>
        {isNarrow || <div className={styles.facets}>{facets}</div>}
        <div className={styles.results}>
          {!isLive && results.status === 'failed' && !isQueryWrong ? (
            <Failure error={results.error} onRetry={() => start(query)} />
          ) : !areRecords ? (
            <Outcome
              results={results}
              selection={selection}
              zone={zone}
              onZoom={(from, to) => setRange({ from, to })}
            />
          ) : rows.length === 0 && !isLive && results.status === 'done' ? (
            <Empty query={query} range={range} zone={zone} onRange={setRange} onQuery={start} />
          ) : (
            <RecordTable
              rows={rows}
              columns={columns}
              query={query}
              zone={zone}
              chosen={chosen}
              onOpen={openRecord}
              onNearEnd={loadMore}
            />
          )}
        </div>
        {open !== undefined && (
          <div className={styles.panel}>
            <RecordPanel
              id={open}
              zone={zone}
              columns={columns}
              actions={actions}
              onStep={step}
              onClose={() => setOpen(undefined)}
            />
          </div>
        )}
      </div>
      {isNarrow && areFacetsOpen && (
        <Dialog title="Facets" place="side" onClose={() => setFacetsOpen(false)}>
          {facets}
        </Dialog>
      )}
    </div>
  );
}

/** The text in the search bar: what is being written, until the address says something else. */
function useDraft(query: string) {
  const [draft, setDraft] = useState(query);
  const [seen, setSeen] = useState(query);
  if (seen !== query) {
    setSeen(query);
    setDraft(query);
  }

  return [draft, setDraft] as const;
}
