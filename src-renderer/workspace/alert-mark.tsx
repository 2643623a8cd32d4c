import { useAlerts } from '../connection/core.tsx';
import { formatCount } from '../design/format.ts';
import { SEVERITY_MARKS } from '../design/severity-words.ts';
import { runCommand } from './commands.ts';
import { waitingAlerts } from './fresh-alerts.ts';
import styles from './alerts.module.css';

/** How many alerts wait to be acknowledged, and how grave they are; a click shows them. */
export function AlertMark() {
  const { count, gravest } = waitingAlerts(useAlerts() ?? []);
  if (gravest === null) return null;
  return (
    <button
      type="button"
      className={styles.mark}
      data-severity={gravest}
      data-testid="alert-mark"
      aria-label={count === 1 ? `1 alert waits, ${gravest}` : `${count} alerts wait, the gravest ${gravest}`}
      title="Alerts that wait to be acknowledged. Click to show them (L)."
      onClick={() => runCommand('alerts.show')}
    >
      <span aria-hidden="true">{SEVERITY_MARKS[gravest]}</span> {formatCount(count)}
    </button>
  );
}
