import type { Media } from '../../api/reference';
import type { Operation } from './operations';
import styles from './ReferencePage.module.css';

/** One endpoint: a line, and behind it what it takes and answers. */
export function OperationView({ operation }: { operation: Operation }) {
  const { parameters = [], requestBody, responses } = operation;
  return (
    <details className={styles.operation}>
      <summary>
        <code className={styles.method}>{operation.method}</code>
        <code>{operation.path}</code>
        <span className={styles.summary}>{operation.summary}</span>
      </summary>
      <div className={styles.details}>
        {operation.description !== undefined && <p>{operation.description}</p>}
        {parameters.length > 0 && (
          <>
            <h3>Parameters</h3>
            <dl>
              {parameters.map((parameter) => (
                <div key={`${parameter.in} ${parameter.name}`} className={styles.row}>
                  <dt>
                    <code>{parameter.name}</code>
                    {parameter.required && <span className={styles.required}> required</span>}
                  </dt>
                  <dd>{parameter.description}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
        {requestBody !== undefined && (
          <>
            <h3>Body: {Object.keys(requestBody.content).join(', ')}</h3>
            {requestBody.description !== undefined && <p>{requestBody.description}</p>}
            <Example of={requestBody.content} />
          </>
        )}
        <h3>Answers</h3>
        <dl>
          {Object.entries(responses).map(([status, answer]) => (
            <div key={status} className={styles.row}>
              <dt>
                <code>{status}</code>
              </dt>
              <dd>
                {answer.description}
                {answer.content !== undefined && <Example of={answer.content} />}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

function Example({ of }: { of: Record<string, Media> }) {
  const example = Object.values(of).find((media) => media.example !== undefined)?.example;
  return example === undefined ? null : (
    // What scrolls must be reachable by keys.
    <pre tabIndex={0}>{typeof example === 'string' ? example : JSON.stringify(example, null, 2)}</pre>
  );
}
