import { useStreamPart } from '../../connection/core.tsx';
import { formatTime } from '../../design/format.ts';
import { windowStore } from '../window-store.ts';
import styles from './program-strip.module.css';

const useSeen = windowStore<{ readonly seen: string | null; see(id: string): void }>((set) => ({ seen: null, see: (seen) => set({ seen }) }));

/** Says that the machine slept or that its clock was set, and what was compared afterwards, until it is read. */
export function InterruptionStrip() {
  const interruption = useStreamPart('app', (app) => app?.interruption ?? null);
  const { seen, see } = useSeen();
  if (interruption === null || interruption.id === seen) return null;
  const { id, kind, from, to, found } = interruption;
  const what = kind === 'slept' ? `The machine slept from ${formatTime(from)} to ${formatTime(to)}` : `The machine’s clock was set from ${formatTime(from)} to ${formatTime(to)}`;
  return (
    <div className={styles.strip} role="status" data-testid="interruption">
      <strong>{what}</strong>
      <span className={styles.what} title={found}>
        {found}
      </span>
      <button type="button" data-testid="interruption-seen" onClick={() => see(id)}>
        Read
      </button>
    </div>
  );
}
