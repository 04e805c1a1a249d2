import { useQuery } from '@tanstack/react-query';
import { serviceMapOf } from '../../api/services';
import { useRange } from '../../time/useRange';
import { Failure } from '../../ui/Failure';
import { CallTable } from './CallTable';
import { NoServices } from './NoServices';
import { ServiceMap } from './ServiceMap';
import styles from './ServicesPage.module.css';

/** Who calls whom: as a picture, and below it as a table for those who read rather than look. */
export function MapView() {
  const { fixed } = useRange();
  const map = useQuery({
    queryKey: ['service map', fixed],
    queryFn: ({ signal }) => serviceMapOf(fixed, signal),
  });

  if (map.isError) {
    return <Failure error={map.error} onRetry={() => void map.refetch()} />;
  }

  if (map.data === undefined) {
    return <p className={styles.waiting}>Drawing…</p>;
  }

  return map.data.nodes.length === 0 && map.data.edges.length === 0 ? (
    <NoServices />
  ) : (
    <>
      <ServiceMap map={map.data} />
      <CallTable edges={map.data.edges} />
    </>
  );
}
