import { useStream } from '../connection/core.tsx';
import { runCommand } from './commands.ts';
import { deskStop, ROLES } from './desk-role.ts';
import { useTradingEnd } from './trading-end.ts';
import styles from './order-stop-strip.module.css';

/** Says why no order can be sent and what comes next: trading has ended, or another workstation trades the account. */
export function OrderStopStrip() {
  const end = useTradingEnd();
  const desk = useStream('session')?.desk ?? null;
  if (end !== null) {
    return (
      <div className={styles.strip} role="status" data-testid="trading-end">
        <strong>{end.title}</strong> <span>{end.next}</span>
      </div>
    );
  }
  const stop = deskStop(desk);
  if (desk === null || stop === null) return null;
  return (
    <div className={styles.strip} role="status" data-testid="desk-stop" data-tone={ROLES[desk.role].tone}>
      <strong>{ROLES[desk.role].word}</strong> <span title={stop.next}>{stop.next}</span>
      {desk.canTakeOver ? (
        <button type="button" data-testid="desk-stop-take-over" onClick={() => runCommand('desk.takeOver')}>
          Take over …
        </button>
      ) : null}
    </div>
  );
}
