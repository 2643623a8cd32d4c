import { SAFE_MODE_OFFERED_AFTER } from '../../../src-core/contract/app.ts';
import { useStreamPart } from '../../connection/core.tsx';
import { windowStore } from '../window-store.ts';
import { SAFE_MODE_EFFECTS } from './safe-mode-words.ts';
import styles from './safe-mode-strip.module.css';

const useStrip = windowStore<{ readonly isRead: boolean; readonly isOpen: boolean; read(): void; turn(): void }>((set) => ({
  isRead: false,
  isOpen: false,
  read: () => set({ isRead: true }),
  turn: () => set(({ isOpen }) => ({ isOpen: !isOpen })),
}));

/** That the program is in safe mode, what is off, and how to leave it; and where starts failed, that there is safe mode. */
export function SafeModeStrip() {
  const isSafe = useStreamPart('app', (app) => app?.safeMode ?? false);
  const failed = useStreamPart('app', (app) => app?.failedStarts ?? 0);
  const { isRead, isOpen, read, turn } = useStrip();
  if (isSafe) {
    return (
      <div className={styles.strip} role="status" data-testid="safe-mode">
        <p>
          <strong>Safe mode:</strong> this machine’s own books, the session waits for you, and nothing is executed, recorded or updated by itself. To leave it, end the program and start it without --safe-mode.
        </p>
        <button type="button" aria-expanded={isOpen} data-testid="safe-mode-details" onClick={turn}>
          {isOpen ? 'Hide' : 'What is off'}
        </button>
        {isOpen ? (
          <ul data-testid="safe-mode-effects">
            {SAFE_MODE_EFFECTS.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        ) : null}
      </div>
    );
  }
  if (failed < SAFE_MODE_OFFERED_AFTER || isRead) return null;
  return (
    <div className={styles.strip} role="status" data-testid="failed-starts">
      <p>
        <strong>The last {failed} starts never reached a window.</strong> Diagnostics in the panel System may say why. Where it goes on, start with --safe-mode.
      </p>
      <button type="button" data-testid="failed-starts-read" onClick={read}>
        Read
      </button>
    </div>
  );
}
