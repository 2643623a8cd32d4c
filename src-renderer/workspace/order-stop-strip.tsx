import { useAccessFocus } from '../access/access-focus.ts';
import { liveStop, personStop } from '../access/account-stop.ts';
import { useStream, useStreamPart } from '../connection/core.tsx';
import { runCommand } from './commands.ts';
import { deskStop, ROLES } from './desk-role.ts';
import { useTradingEnd } from './trading-end.ts';
import styles from './order-stop-strip.module.css';

/** Says why no order can be sent and what comes next: trading has ended, the account is another's or waits to be confirmed, or another workstation trades it. */
export function OrderStopStrip() {
  const end = useTradingEnd();
  const desk = useStream('session')?.desk ?? null;
  const isViewer = useStreamPart('access', (access) => access?.user?.role === 'viewer');
  const person = useStreamPart('access', personStop);
  const isPractice = useStreamPart('session', (session) => session?.practice !== undefined);
  const live = useStreamPart('access', liveStop);
  if (end !== null) {
    return (
      <div className={styles.strip} role="status" data-testid="trading-end">
        <strong>{end.title}</strong> <span>{end.next}</span>
      </div>
    );
  }
  if (person !== null && !isViewer) {
    return (
      <div className={styles.strip} role="status" data-testid="account-stop">
        <strong>{person.title}</strong> <span title={person.next}>{person.next}</span>
      </div>
    );
  }
  if (live !== null && !isPractice) {
    return (
      <div className={styles.strip} role="status" data-testid="live-stop" data-tone="live">
        <strong>{live.title}</strong> <span title={live.next}>{live.next}</span>
        <button type="button" data-testid="live-stop-confirm" onClick={() => useAccessFocus.getState().open('live')}>
          Confirm …
        </button>
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
