import { useState } from 'react';
import { useActStop } from '../access/account-stop.ts';
import { useAlerts, useCore } from '../connection/core.tsx';
import { formatTime } from '../design/format.ts';
import { SEVERITY_MARKS } from '../design/severity-words.ts';
import { runCommand } from './commands.ts';
import styles from './alerts.module.css';

/** Critical alerts, in sight until they are acknowledged or snoozed: the newest, and how many more. */
export function AlertStrip() {
  const core = useCore();
  const stop = useActStop();
  const [failure, setFailure] = useState<string | null>(null);
  const critical = (useAlerts() ?? []).filter(({ severity, state }) => severity === 'critical' && state === 'active');
  const [newest] = critical;
  if (newest === undefined) return null;

  async function acknowledge(ids: readonly string[]): Promise<void> {
    try {
      await core.call('alerts.acknowledge', { ids: [...ids].slice(0, 500) });
      setFailure(null);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <div className={styles.strip} role="alert" data-testid="alert-strip">
      <strong>
        <span aria-hidden="true">{SEVERITY_MARKS.critical}</span> {newest.title}
      </strong>
      <time>{formatTime(newest.time)}</time>
      <span className={styles.text} title={newest.text}>
        {failure === null ? newest.text : `Not acknowledged: ${failure}`}
      </span>
      {critical.length === 1 ? null : (
        <button type="button" data-testid="alert-strip-more" onClick={() => runCommand('alerts.show')}>
          {critical.length - 1} more …
        </button>
      )}
      <button type="button" disabled={stop !== null} title={stop?.next} data-testid="alert-strip-acknowledge" onClick={() => void acknowledge([newest.id])}>
        Acknowledge
      </button>
      {critical.length === 1 ? null : (
        <button type="button" disabled={stop !== null} title={stop?.next} onClick={() => void acknowledge(critical.map(({ id }) => id))}>
          All {critical.length}
        </button>
      )}
    </div>
  );
}
