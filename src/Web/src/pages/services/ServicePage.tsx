import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { routesOf, servicesOf } from '../../api/services';
import { TimePlot } from '../../charts/TimePlot';
import { formatValue, type Unit } from '../../charts/units';
import { rangeMilliseconds } from '../../time/range';
import { useRange } from '../../time/useRange';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { PageHeader } from '../../ui/PageHeader';
import { overTime, type OverTime } from './overTime';
import { RouteTable } from './RouteTable';
import styles from './ServicePage.module.css';

interface Line {
  title: string;
  unit: Unit;
  kind: 'line' | 'bar';
  /** The series is named after what it shows. */
  name: string;
  of: keyof Omit<OverTime, 'times'>;
}

const lines: Line[] = [
  { title: 'Requests', unit: '', kind: 'bar', name: 'requests', of: 'requests' },
  { title: 'Errors', unit: '', kind: 'bar', name: 'error', of: 'errors' },
  { title: 'Duration', unit: 'ms', kind: 'line', name: 'p95', of: 'p95' },
];

/** One service: its requests, errors and durations over time, and by route. */
export function ServicePage() {
  const { service: name } = useParams({ from: '/services/$service' });
  const { fixed, zone, setRange } = useRange();
  const services = useQuery({ queryKey: ['services', fixed], queryFn: ({ signal }) => servicesOf(fixed, signal) });
  const routes = useQuery({
    queryKey: ['routes', name, fixed],
    queryFn: ({ signal }) => routesOf(name, fixed, signal),
  });
  const service = services.data?.services.find((each) => each.name === name);
  const charts = useMemo(() => {
    const shown = overTime(service?.points ?? [], fixed, services.data?.interval_seconds ?? 60);
    return lines.map((line) => ({
      ...line,
      data: { times: shown.times, series: [{ name: line.name, values: shown[line.of] }], leftOut: 0 },
    }));
  }, [service, services.data, fixed]);
  const [from, to] = [Date.parse(fixed.from), Date.parse(fixed.to)];

  return (
    <>
      <PageHeader
        title={
          <>
            <Link to="/services" className={styles.back}>
              Services
            </Link>
            <span aria-hidden> / </span>
            {name}
          </>
        }
      />
      <p className={styles.ways}>
        <Link to="/traces" search={{ service: name }}>
          Its traces
        </Link>
        <Link to="/traces" search={{ service: name, errors: 'true' }}>
          Its traces with errors
        </Link>
        <Link to="/" search={{ query: `service:${JSON.stringify(name)}` }}>
          Its logs
        </Link>
      </p>
      {services.isError && <Failure error={services.error} onRetry={() => void services.refetch()} />}
      {services.data !== undefined && service === undefined && (
        <Notice title="This service had no requests in this range" />
      )}
      {service !== undefined && (
        <>
          <dl className={styles.figures}>
            <Figure
              name="Requests"
              value={formatValue((service.requests / rangeMilliseconds(fixed, 0)) * 1000, '/s')}
            />
            <Figure name="Errors" value={formatValue(service.error_rate * 100, '%')} isBad={service.errors > 0} />
            <Figure name="p50" value={formatValue(service.p50_ms, 'ms')} />
            <Figure name="p95" value={formatValue(service.p95_ms, 'ms')} />
            <Figure name="p99" value={formatValue(service.p99_ms, 'ms')} />
            <Figure name="Log records" value={formatValue(service.logs, '')} />
          </dl>
          <div className={styles.charts}>
            {charts.map(({ title, unit, kind, data }) => (
              <section key={title} className={styles.chart} aria-label={title}>
                <h2>{title}</h2>
                <TimePlot
                  kind={kind}
                  data={data}
                  unit={unit}
                  zone={zone}
                  from={from}
                  to={to}
                  label={`${title} of ${name} over time`}
                  onZoom={(start, end) =>
                    setRange({ from: new Date(start).toISOString(), to: new Date(end).toISOString() })
                  }
                />
              </section>
            ))}
          </div>
        </>
      )}
      {routes.isError && <Failure error={routes.error} onRetry={() => void routes.refetch()} />}
      {routes.data !== undefined && routes.data.length > 0 && (
        <RouteTable service={name} routes={routes.data} seconds={rangeMilliseconds(fixed, 0) / 1000} />
      )}
    </>
  );
}

function Figure({ name, value, isBad = false }: { name: string; value: string; isBad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isBad ? styles.bad : undefined}>{value}</dd>
    </div>
  );
}
