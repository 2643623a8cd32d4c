import type { SignalView } from '../../../src-core/contract/signals.ts';
import { useStream } from '../../connection/core.tsx';
import { formatTime } from '../../design/format.ts';
import { isRestorable } from './signal-list.ts';
import { leftWords } from './signal-words.ts';
import styles from './signals.module.css';

/** How long a signal is good for; of its own, so that the session's clock draws it alone. */
export function TimeLeft({ expiresAt }: Pick<SignalView, 'expiresAt'>) {
  const now = useStream('session')?.now ?? null;
  return (
    <span title={`Good until ${formatTime(expiresAt)}, and not once its price is gone`} data-testid="signal-left">
      {leftWords(now === null ? null : expiresAt - now)}
    </span>
  );
}

export interface UndoProps {
  readonly signal: SignalView;
  readonly run: () => void;
}

/** Takes a dismissal back, for as long as that can be done. */
export function Undo({ signal, run }: UndoProps) {
  const now = useStream('session')?.now ?? null;
  if (!isRestorable(signal, now)) return null;
  return (
    <button type="button" className={styles.small} tabIndex={-1} data-testid="signal-undo" title="Take the dismissal back (U)" onClick={run}>
      Undo
    </button>
  );
}
