import { formatAge } from '../../design/format.ts';
import { useNow } from '../use-now.ts';
import { signRestart, useRestart } from './restart.ts';
import styles from './restart.module.css';

/** Says that the terminal starts anew, for as long as it does. */
export function RestartStrip() {
  const { phase, what, told, since } = useRestart();
  const now = useNow(phase === 'asked' || phase === 'away');
  switch (phase) {
    case 'none':
      return null;
    case 'late':
      return (
        <div className={styles.strip} role="alert" data-testid="restart-strip" data-phase={phase}>
          <strong>Not restarted</strong> <span>The terminal took the request and runs as before. Ask again, or end the program and start it by hand.</span>
          <button type="button" onClick={() => signRestart({ kind: 'left' })}>
            Close
          </button>
        </div>
      );
    case 'asked':
    case 'away':
      return (
        <div className={styles.strip} role="status" data-testid="restart-strip" data-phase={phase}>
          <strong>Restarting</strong>
          <span>
            {told === null ? `The terminal starts anew${what === null ? '' : ` ${what}`}.` : `No terminal answers: ${told}.`} What is shown is of before, and nothing can be sent. This window comes back by itself.
          </span>
          <time>{formatAge(now - since)}</time>
        </div>
      );
  }
}
