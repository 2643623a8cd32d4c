import type { ReactNode } from 'react';
import styles from './access-panel.module.css';
import type { Saying } from './use-act.ts';

export interface FootProps {
  readonly saying: Saying | null;
  /** What is about to be done, where it waits for its confirmation. */
  readonly asking: string | null;
  readonly hint: ReactNode;
  onEscape(): void;
  /** The acts. */
  readonly children: ReactNode;
}

/** Below a list: what can be done with what is selected, and what came of it. */
export function Foot({ saying, asking, hint, onEscape, children }: FootProps) {
  return (
    <div
      className={styles.foot}
      data-asking={asking !== null}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || asking === null) return;
        event.stopPropagation();
        onEscape();
      }}
    >
      <span className={styles.hint} role={asking === null ? 'status' : 'alert'} data-kind={asking === null ? saying?.kind : 'asking'} data-testid="access-saying">
        {asking ?? saying?.text ?? hint}
      </span>
      <span className={styles.acts}>{children}</span>
    </div>
  );
}
