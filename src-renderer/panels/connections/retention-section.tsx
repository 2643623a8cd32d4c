import type { RetentionView } from '../../../src-core/contract/connections.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { keptWords, runWords } from './connection-words.ts';
import styles from './connections.module.css';

/** What is kept for how long, and what the last run took away. */
export function RetentionSection({ rules }: { readonly rules: readonly RetentionView[] }) {
  if (rules.length === 0) return <PanelState kind="empty" title="Nothing is taken away" detail="No rule of retention is known to the core." />;
  return (
    <table className={styles.table} aria-label="Retention">
      <thead>
        <tr>
          <th scope="col">Data</th>
          <th scope="col">Store</th>
          <th scope="col">Kept</th>
          <th scope="col" title="The machine’s time where this window is">
            Last run
          </th>
          <th scope="col" className={styles.number}>
            Removed
          </th>
          <th scope="col" className={styles.wide}>
            Detail
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => {
          const { when, removed, detail } = runWords(rule.last);
          return (
            <tr key={`${rule.data} ${rule.store}`} className={styles.row} title={detail === '' ? undefined : detail} data-testid="retention-rule">
              <th scope="row">{rule.data}</th>
              <td>{rule.store}</td>
              <td>{rule.kept ?? keptWords(rule.days)}</td>
              <td className={styles.moment} data-quiet={rule.last === null}>
                {rule.days === null && rule.last === null ? '' : when}
              </td>
              <td className={styles.number}>{removed}</td>
              <td className={styles.wide}>{detail}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
