import { useState } from 'react';
import type { ImportRecord } from '../../../src-core/contract/journal.ts';
import { useCore } from '../../connection/core.tsx';
import { formatCount } from '../../design/format.ts';
import type { OrderStop } from '../../workspace/desk-role.ts';
import { wholeMoment } from './journal-words.ts';
import styles from './sheets.module.css';

export interface ImportListProps {
  readonly imports: readonly ImportRecord[];
  readonly stop: OrderStop | null;
  readonly changed: (imports: readonly ImportRecord[]) => void;
}

/** What was imported, each to be taken back once that is confirmed. */
export function ImportList({ imports, stop, changed }: ImportListProps) {
  const core = useCore();
  const [asked, setAsked] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (imports.length === 0) return <p className={styles.dim}>Nothing was imported yet.</p>;

  async function remove(id: string): Promise<void> {
    try {
      changed([...(await core.call('journal.removeImport', { id }))]);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setAsked(null);
  }

  return (
    <>
      <table className={styles.table} aria-label="Imports" data-testid="import-list">
        <thead>
          <tr>
            <th scope="col">Imported</th>
            <th scope="col">File</th>
            <th scope="col">Account</th>
            <th scope="col" className={styles.figure}>Packages</th>
            <th scope="col" className={styles.figure}>Fills</th>
            <th scope="col">
              <span className={styles.unseen}>Acts</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {imports.map(({ id, importedAt, fileName, accountNumber, broker, packages, fills }) => (
            <tr key={id} data-testid="import-row">
              <td>{wholeMoment(importedAt)}</td>
              <td className={styles.wrap}>{fileName}</td>
              <td>
                {accountNumber}, {broker}
              </td>
              <td className={styles.figure}>{formatCount(packages)}</td>
              <td className={styles.figure}>{formatCount(fills)}</td>
              <td>
                {asked === id ? (
                  <span role="group" aria-label="Confirm" onKeyDown={(event) => event.key === 'Escape' && (event.preventDefault(), event.stopPropagation(), setAsked(null))}>
                    <button type="button" className={styles.danger} autoFocus data-testid="import-remove-confirm" onClick={() => void remove(id)}>
                      Remove {formatCount(packages)} packages and their notes
                    </button>
                    <button type="button" className={styles.small} onClick={() => setAsked(null)}>
                      Keep
                    </button>
                  </span>
                ) : (
                  <button type="button" className={styles.small} disabled={stop !== null} title={stop?.next} data-testid="import-remove" onClick={() => setAsked(id)}>
                    Remove…
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
