import styles from './panel-state.module.css';

export type PanelStateKind = 'loading' | 'empty' | 'stale' | 'disconnected' | 'error';

const MARKS: Record<PanelStateKind, string> = { loading: '…', empty: '○', stale: '△', disconnected: '⊘', error: '!' };

export interface PanelStateProps {
  readonly kind: PanelStateKind;
  /** What is the matter. */
  readonly title: string;
  /** What to do about it, or what happens next. */
  readonly detail?: string | undefined;
  readonly action?: { readonly title: string; run(): void } | undefined;
}

/** What a panel shows in place of its content. */
export function PanelState({ kind, title, detail, action }: PanelStateProps) {
  return (
    <div className={styles.state} data-kind={kind} data-testid={`state-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <span className={styles.mark} aria-hidden="true">
        {MARKS[kind]}
      </span>
      <strong className={styles.title}>{title}</strong>
      {detail === undefined ? null : <span className={styles.detail}>{detail}</span>}
      {action === undefined ? null : (
        <button type="button" onClick={() => action.run()}>
          {action.title}
        </button>
      )}
    </div>
  );
}
