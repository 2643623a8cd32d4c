import { useSignals } from '../../connection/core.tsx';
import styles from './signals.module.css';

/** How many signals wait, for the panel's tab; of its own, so that a signal draws it alone. */
export function SignalCount() {
  const count = useSignals().filter(({ status }) => status === 'active').length;
  return (
    <span className={styles.count} data-testid="signal-count" aria-label={count === 1 ? '1 active signal' : `${count} active signals`}>
      {count}
    </span>
  );
}
