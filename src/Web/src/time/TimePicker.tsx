import { Clock } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../ui/Button';
import { Popover } from '../ui/Popover';
import { describeRange } from './format';
import { fixRange, isRelative, type Range } from './range';
import styles from './TimePicker.module.css';
import { useRange } from './useRange';
import { allZones, isZone } from './zone';

const usual = ['5m', '15m', '1h', '6h', '24h', '2d', '7d', '30d'];

/** Chooses the range of time and the zone of the page. */
export function TimePicker() {
  const { range, zone, setRange, setZone } = useRange();
  return (
    <Popover
      align="end"
      label={
        <>
          <Clock size={15} aria-hidden />
          <span className="for-screen-readers">Range of time: </span>
          {describeRange(range, zone)}
        </>
      }
    >
      {(close) => (
        <div className={styles.panel}>
          <ul aria-label="Usual ranges" className={styles.usual}>
            {usual.map((length) => {
              const choice = { from: `now-${length}`, to: 'now' };
              return (
                <li key={length}>
                  <Button
                    look="quiet"
                    aria-pressed={range.from === choice.from && range.to === 'now'}
                    onClick={() => {
                      close();
                      setRange(choice);
                    }}
                  >
                    {describeRange(choice, zone)}
                  </Button>
                </li>
              );
            })}
          </ul>
          <div className={styles.own}>
            <OwnRange
              range={range}
              onChoose={(choice) => {
                close();
                setRange(choice);
              }}
            />
            <ZoneField zone={zone} onChoose={setZone} />
          </div>
        </div>
      )}
    </Popover>
  );
}

function OwnRange({ range, onChoose }: { range: Range; onChoose: (range: Range) => void }) {
  const [draft, setDraft] = useState(range);
  const [now] = useState(() => Date.now());
  const id = useId();
  const isRange = fixRange(draft, now) !== undefined;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isRange) {
          onChoose(draft);
        }
      }}
    >
      {(['from', 'to'] as const).map((end) => (
        <label key={end}>
          <span>{end === 'from' ? 'From' : 'To'}</span>
          <input
            value={draft[end]}
            spellCheck={false}
            aria-describedby={id}
            onChange={(event) => setDraft({ ...draft, [end]: event.target.value.trim() })}
          />
          <input
            type="datetime-local"
            step="1"
            aria-label={end === 'from' ? 'From, by calendar' : 'To, by calendar'}
            value={isRelative(draft[end]) ? '' : localInput(draft[end])}
            onChange={(event) =>
              event.target.value !== '' && setDraft({ ...draft, [end]: new Date(event.target.value).toISOString() })
            }
          />
        </label>
      ))}
      <p id={id} role={isRange ? undefined : 'alert'} className={isRange ? styles.hint : styles.wrong}>
        {isRange
          ? 'now-90m, now-1d, or 2026-03-04T05:06:07Z'
          : 'From must lie before to. Write now-90m or 2026-03-04T05:06:07Z.'}
      </p>
      <Button type="submit" look="primary" disabled={!isRange}>
        Show
      </Button>
    </form>
  );
}

function ZoneField({ zone, onChoose }: { zone: string; onChoose: (zone: string) => void }) {
  const [draft, setDraft] = useState(zone);
  const id = useId();
  return (
    <label className={styles.zone}>
      <span>Zone of the times shown</span>
      <input
        list={id}
        value={draft}
        spellCheck={false}
        aria-invalid={!isZone(draft)}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setDraft(event.target.value);
          if (isZone(event.target.value)) {
            onChoose(event.target.value);
          }
        }}
      />
      <datalist id={id}>
        <option value="local">{Intl.DateTimeFormat().resolvedOptions().timeZone}</option>
        {allZones().map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}

// The calendar of the browser speaks the browser's own zone, without naming it.
function localInput(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time)
    ? ''
    : new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
