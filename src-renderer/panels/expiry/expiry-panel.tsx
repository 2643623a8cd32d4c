import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useStream } from '../../connection/core.tsx';
import { formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { ExpiryClocks } from './expiry-clocks.tsx';
import { ExpiryLegs } from './expiry-legs.tsx';
import { ExpiryUnderlyings } from './expiry-underlyings.tsx';
import styles from './expiry.module.css';

/** What the end of the day brings to what is held: the clocks, each contract, and the shares and cash it would leave. */
export function ExpiryPanel({ visible }: { readonly visible: boolean }) {
  return visible ? <Expiry /> : null;
}

function Expiry() {
  const view = useStream('expiry');
  const connection = useConnection();
  if (view === null) return <Awaited stream="expiry" what="The expiry" />;
  return (
    <section className={styles.panel} aria-label="Expiry cockpit" data-testid="expiry" data-stale={connection !== 'connected'}>
      <ExpiryClocks view={view} />
      {connection === 'connected' ? null : <p className={styles.stale}>△ not connected: these figures are of {formatTime(view.time)}</p>}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Expiry">
        {view.legs.length === 0 && view.underlyings.every(({ shares }) => shares === 0) ? (
          <PanelState kind="empty" title="Nothing expires" detail="With a position, each contract stands here with its distance, what comes of it, and the shares and cash it would leave." />
        ) : (
          <>
            <ExpiryUnderlyings underlyings={view.underlyings} />
            <ExpiryLegs legs={view.legs} />
          </>
        )}
      </div>
    </section>
  );
}
