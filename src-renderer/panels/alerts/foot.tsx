import type { ReactNode } from 'react';
import type { AlertActs } from './alert-acts.ts';
import styles from './alerts.module.css';

export interface FootProps extends Pick<AlertActs, 'outcome' | 'forget'> {
  readonly hint: ReactNode;
  /** What can be done with the selected row. */
  readonly children: ReactNode;
}

/** The keys of a list, or what came of the newest act; and what can be done. */
export function Foot({ outcome, forget, hint, children }: FootProps) {
  return (
    <footer className={styles.foot}>
      {outcome === null ? (
        <span className={styles.hint}>{hint}</span>
      ) : (
        <span className={styles.outcome} data-kind={outcome.kind} role={outcome.kind === 'failed' ? 'alert' : 'status'} data-testid="alerts-outcome" title={outcome.text}>
          {outcome.text}
        </span>
      )}
      {outcome === null ? null : (
        <button type="button" className={styles.small} aria-label="Close the message" onClick={forget}>
          ×
        </button>
      )}
      <span className={styles.spring} />
      {children}
    </footer>
  );
}
