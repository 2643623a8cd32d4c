import styles from './access.module.css';

export interface SaysProps {
  readonly id: string;
  /** What came of the last attempt; null for nothing. */
  readonly failure: string | null;
  readonly failures: number;
  /** That the next has to wait, counted down. */
  readonly wait: string | null;
}

/** The line under a password: why it was not taken, and how long the next has to wait. Its room is there before it speaks. */
export function Says({ id, failure, failures, wait }: SaysProps) {
  return (
    <div id={id} className={styles.says}>
      {failure === null ? null : (
        <p key={failures} role="alert" data-testid="access-failure">
          {failure}
        </p>
      )}
      {wait === null ? null : (
        <p className={styles.wait} data-testid="access-wait">
          {wait}
        </p>
      )}
    </div>
  );
}
