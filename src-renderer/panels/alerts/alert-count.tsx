import { useAlerts } from '../../connection/core.tsx';
import { waitingAlerts } from '../../workspace/fresh-alerts.ts';
import styles from './alerts.module.css';

/** How many alerts wait, for the panel's tab; of its own, so that an alert draws it alone. */
export function AlertCount() {
  const { count, gravest } = waitingAlerts(useAlerts() ?? []);
  if (gravest === null) return null;
  return (
    <span className={styles.count} data-severity={gravest} data-testid="alert-count" aria-label={count === 1 ? '1 alert waits' : `${count} alerts wait`}>
      {count}
    </span>
  );
}
