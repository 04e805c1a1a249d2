import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '../../ui/Button';
import { PageHeader } from '../../ui/PageHeader';
import { MapView } from './MapView';
import { ServiceTable } from './ServiceTable';
import styles from './ServicesPage.module.css';

/** The services of the range: as a table, or as a map of who calls whom. */
export function ServicesPage() {
  const search = useSearch({ from: '/services' });
  const navigate = useNavigate();
  const show = (what: 'map' | undefined) =>
    void navigate({ to: '.', search: (old) => ({ ...old, show: what }), replace: true });

  return (
    <div className={styles.page}>
      <PageHeader title="Services">
        <div role="group" aria-label="What is shown">
          <Button look="quiet" aria-pressed={search.show === undefined} onClick={() => show(undefined)}>
            Table
          </Button>
          <Button look="quiet" aria-pressed={search.show === 'map'} onClick={() => show('map')}>
            Map
          </Button>
        </div>
      </PageHeader>
      {search.show === 'map' ? <MapView /> : <ServiceTable />}
    </div>
  );
}
