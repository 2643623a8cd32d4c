import styles from '../program/program-strip.module.css';
import { useWindowDesk } from './window-desk.ts';

/** Says why a window did not open, until that is read. */
export function WindowProblem() {
  const problem = useWindowDesk((desk) => desk.problem);
  if (problem === null) return null;
  return (
    <div className={styles.strip} role="status" data-testid="window-problem">
      <strong>No new window</strong>
      <span className={styles.what} title={problem}>
        {problem}
      </span>
      <button type="button" data-testid="window-problem-read" onClick={() => useWindowDesk.setState({ problem: null })}>
        Read
      </button>
    </div>
  );
}
