import { useQuery } from '@tanstack/react-query';
import { sendJson } from '../../api/http';
import type { LogRecord } from '../../api/records';
import { formatTime } from '../../time/format';
import { useRange } from '../../time/useRange';
import { Failure } from '../../ui/Failure';
import { PageHeader } from '../../ui/PageHeader';
import table from '../../ui/Table.module.css';

/** The newest records of the range. */
export function SearchPage() {
  const { fixed, zone } = useRange();
  const page = useQuery({
    queryKey: ['records', fixed],
    queryFn: ({ signal }) => sendJson<{ records: LogRecord[] }>('/api/v1/logs', { query: { ...fixed }, signal }),
  });

  return (
    <>
      <PageHeader title="Search" />
      {page.isError && <Failure error={page.error} onRetry={() => void page.refetch()} />}
      <table className={table.table}>
        <tbody>
          {page.data?.records.map((record) => (
            <tr key={record.id}>
              <td>{formatTime(record.timestamp, zone)}</td>
              <td>{record.service}</td>
              <td>{JSON.stringify(record.body)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
