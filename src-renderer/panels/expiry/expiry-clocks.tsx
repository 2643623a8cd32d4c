import type { ExpiryView } from '../../../src-core/risk/measures.ts';
import { useStreamPart } from '../../connection/core.tsx';
import { formatCountdown } from '../../design/format.ts';
import { clocksOf, SOON } from './expiry-words.ts';
import styles from './expiry.module.css';

/** Time left until each moment of the day's end, by the session's clock. */
export function ExpiryClocks({ view }: { readonly view: ExpiryView }) {
  const now = useStreamPart('session', (session) => session?.now ?? null);
  return (
    <div className={styles.clocks} role="group" aria-label="Clocks">
      {clocksOf(view, now ?? view.time).map(({ id, title, at, means, left }) => (
        <div key={id} className={styles.clock} data-testid={`expiry-clock-${id}`} data-when={left <= 0 ? 'over' : left <= SOON ? 'soon' : 'later'} title={`${means}.`}>
          <span>{title}</span>
          <strong>
            {left <= 0 ? 'over' : formatCountdown(left)} <b>{at}</b>
          </strong>
        </div>
      ))}
    </div>
  );
}
