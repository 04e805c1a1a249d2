import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { referenceOf } from '../../api/reference';
import { Failure } from '../../ui/Failure';
import { Notice } from '../../ui/Notice';
import { OperationView } from './OperationView';
import { operationsOf } from './operations';
import styles from './ReferencePage.module.css';

/** Every endpoint of the API, from the document that the server gives of itself. */
export function ReferencePage() {
  const document = useQuery({ queryKey: ['reference'], queryFn: ({ signal }) => referenceOf(signal) });
  const [wanted, setWanted] = useState('');

  if (document.isError) {
    return <Failure error={document.error} onRetry={() => void document.refetch()} />;
  }

  const groups = document.data === undefined ? [] : operationsOf(document.data, wanted);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>API</h1>
        <a href="/openapi/v1.json">OpenAPI document</a>
      </header>
      <input
        className={styles.search}
        type="search"
        aria-label="Find an endpoint"
        placeholder="Find an endpoint: facets, POST silences"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {document.data !== undefined && groups.length === 0 && <Notice title="No endpoint has these words" />}
      {groups.map((group) => (
        <section key={group.name} className={styles.group}>
          <h2>{group.name}</h2>
          {group.operations.map((operation) => (
            <OperationView key={operation.name} operation={operation} />
          ))}
        </section>
      ))}
    </div>
  );
}
