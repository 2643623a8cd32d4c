import { useStream } from '../connection/core.tsx';
import { formatSignedDollars } from '../design/format.ts';
import { runCommand } from './commands.ts';
import styles from './practice-strip.module.css';

/** That the window is before a practised day, in sight whatever panels are open. */
export function PracticeStrip() {
  const practice = useStream('practice');
  const isPractised = useStream('session')?.practice !== undefined;
  if (!isPractised) return null;
  const running = practice?.state === 'running' ? practice : null;
  return (
    <div className={styles.strip} role="status" data-testid="practice-strip">
      <strong>PRACTICE</strong>
      <span className={styles.what}>
        {running === null ? 'on a recorded day' : `on the recording ${running.recording}`}: paper money of its own, and nothing here reaches your account.
        {running?.session === 'stands' ? ' Your session stands meanwhile.' : ' Your session goes on meanwhile.'}
      </span>
      {running === null ? null : (
        <span className={styles.net} title="Of the practice so far, what is open at mids">
          {formatSignedDollars(running.net)}
        </span>
      )}
      <button type="button" data-testid="practice-show" onClick={() => runCommand('panel.practice')}>
        Show practice
      </button>
    </div>
  );
}
