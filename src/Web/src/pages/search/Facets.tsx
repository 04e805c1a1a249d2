import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Minus, Plus, X } from 'lucide-react';
import { facetsOf, fieldsOf, type Facet, type Selection } from '../../api/logs';
import { quote, wishOf, type Wish } from '../../query/edit';
import { HiddenNote } from '../../shell/HiddenNote';
import { formatCompact, formatCount } from '../../ui/number';
import { IconButton } from '../../ui/Button';
import styles from './Facets.module.css';

export const usualFacets = ['service', 'severity', 'http.route', 'http.response.status_code', 'k8s.pod.name'];

interface Props {
  selection: Selection;
  fields: readonly string[];
  onFields: (fields: string[]) => void;
  onWish: (field: string, value: string, wish: Wish) => void;
}

/** The values of some fields with how many records have each; a click looks for it or leaves it out. */
export function Facets({ selection, fields, onFields, onWish }: Props) {
  const facets = useQuery({
    queryKey: ['facets', selection, fields],
    queryFn: ({ signal }) => facetsOf(selection, fields, signal),
    placeholderData: keepPreviousData,
  });
  const known = useQuery({
    queryKey: ['fields', selection],
    queryFn: ({ signal }) => fieldsOf(selection, signal),
    placeholderData: keepPreviousData,
  });

  return (
    <section className={styles.facets} aria-label="Facets" aria-busy={facets.isFetching}>
      {facets.isError && (
        <p role="alert" className={styles.failed}>
          {facets.error.message}
        </p>
      )}
      {facets.data?.fields.map((facet) => (
        <FacetValues
          key={facet.name}
          facet={facet}
          query={selection.query}
          onWish={(value, wish) => onWish(facet.name, value, wish)}
          onRemove={() => onFields(fields.filter((name) => name !== facet.name))}
        />
      ))}
      <HiddenNote />
      {facets.data?.sampled && <p className={styles.hint}>Counted on a sample.</p>}
      <select
        className={styles.more}
        aria-label="Add a facet"
        value=""
        onChange={(event) => onFields([...fields, event.target.value])}
      >
        <option value="">Add a facet …</option>
        {known.data
          ?.filter((field) => !fields.includes(field.name))
          .map((field) => (
            <option key={field.name} value={field.name}>
              {field.name} ({Math.round(field.coverage * 100)} %)
            </option>
          ))}
      </select>
    </section>
  );
}

interface ValuesProps {
  facet: Facet;
  query: string;
  onWish: (value: string, wish: Wish) => void;
  onRemove: () => void;
}

function FacetValues({ facet, query, onWish, onRemove }: ValuesProps) {
  const most = Math.max(1, ...facet.values.map((each) => each.count));
  return (
    <div className={styles.facet}>
      <span className={styles.remove}>
        <IconButton name={`Remove ${facet.name}`} onClick={onRemove}>
          <X size={12} />
        </IconButton>
      </span>
      <details open>
        <summary>
          <span className={styles.name}>{facet.name}</span>
          <span className={styles.distinct}>{formatCompact(facet.distinct)}</span>
        </summary>
        {facet.values.length === 0 && <p className={styles.hint}>No record has this field.</p>}
        <ul>
          {facet.values.map(({ value, count }) => {
            const wish = wishOf(query, facet.name, value);
            return (
              <li key={value} className={wish === undefined ? undefined : styles[wish]}>
                <button
                  type="button"
                  className={styles.value}
                  aria-pressed={wish === 'include'}
                  title={`${value}: ${formatCount(count)} records`}
                  onClick={() => onWish(value, 'include')}
                >
                  <span className={styles.share} style={{ width: `${(count / most) * 100}%` }} />
                  <span className={styles.text}>{value === '' ? '""' : value}</span>
                  <span className={styles.count}>{formatCompact(count)}</span>
                </button>
                <span className={styles.actions}>
                  <IconButton name={`Only ${facet.name}:${quote(value)}`} onClick={() => onWish(value, 'include')}>
                    <Plus size={12} />
                  </IconButton>
                  <IconButton name={`Not ${facet.name}:${quote(value)}`} onClick={() => onWish(value, 'exclude')}>
                    <Minus size={12} />
                  </IconButton>
                </span>
              </li>
            );
          })}
        </ul>
      </details>
    </div>
  );
}
