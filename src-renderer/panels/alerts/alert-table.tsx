import type { Alert } from '../../../src-core/alerts/alert.ts';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { formatTime } from '../../design/format.ts';
import { stateWords } from './alert-words.ts';
import styles from './alerts.module.css';
import { SeverityMark } from './severity-mark.tsx';

export interface AlertTableProps {
  readonly alerts: readonly Alert[];
  readonly selected: string | null;
  readonly select: (id: string) => void;
  /** Of several days. */
  readonly dated: boolean;
}

export function AlertTable({ alerts, selected, select, dated }: AlertTableProps) {
  return (
    <table className={styles.table} role="grid" aria-label="Alerts">
      <thead>
        <tr>
          <th scope="col" title="New York">
            Time
          </th>
          <th scope="col">Severity</th>
          <th scope="col">Alert</th>
          <th scope="col">What</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {alerts.map((alert) => (
          <tr key={alert.id} id={`alert-${alert.id}`} className={styles.row} aria-selected={alert.id === selected} data-quiet={alert.state !== 'active'} data-testid="alert-row" data-state={alert.state} data-severity={alert.severity} onClick={() => select(alert.id)}>
            <td className={styles.time} title={dateInNewYork(alert.time)}>
              {dated ? `${dateInNewYork(alert.time).slice(5)} ` : ''}
              {formatTime(alert.time)}
            </td>
            <td>
              <SeverityMark severity={alert.severity} />
            </td>
            <th scope="row" className={styles.title} title={alert.source.kind === 'rule' ? `${alert.title} · your rule` : `${alert.title} · the risk engine`}>
              {alert.title}
            </th>
            <td className={styles.text} title={alert.text}>
              {alert.text}
            </td>
            <td className={styles.state}>
              {stateWords(alert)}
              {alert.state === 'active' && !alert.sounds ? (
                <span title="More came at once than may sound"> · unheard</span>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
