import { useEffect } from 'react';
import type { Preview } from '../../../src-core/contract/schemas.ts';
import { useSignals, useStream } from '../../connection/core.tsx';
import { netOf } from '../../design/order-words.ts';
import { driftOf, goodWhile, signalSource, type TicketSignal } from './ticket-signal.ts';
import { useTicket } from './ticket-store.ts';
import styles from './ticket.module.css';

export interface SignalLineProps {
  readonly signal: TicketSignal;
  /** Of the package as it stands now; null while it has none that is fresh. */
  readonly preview: Preview | null;
  readonly sending: boolean;
}

/** Where the ticket is from and what it is worth; watches its price, and says when that is gone. */
export function SignalLine({ signal, preview, sending }: SignalLineProps) {
  const { id, expired, underlying } = signal;
  const ticker = useStream('market')?.tickers.find((view) => view.ticker === underlying);
  const session = useStream('session');
  const view = useSignals().find((known) => known.id === id);
  const price = ticker === undefined || ticker.stale ? null : netOf(ticker.last);
  const ended = view === undefined || view.status === 'active' || view.status === 'executed' ? null : (view.endReason ?? `it is ${view.status}`);
  const drift = driftOf(signal, { price, natural: preview?.natural ?? null, now: session?.now ?? null }) ?? ended;
  useEffect(() => {
    if (drift !== null) useTicket.getState().expireSignal(id, drift.replace(/\.$/, ''));
  }, [id, drift]);
  return (
    <div className={styles.signal} data-expired={expired !== null} data-testid="ticket-signal" role={expired === null ? 'note' : 'alert'}>
      <p>
        <b>From signal:</b> {signalSource(signal)}.{' '}
        {expired === null ? (
          goodWhile(signal)
        ) : (
          <strong data-testid="ticket-signal-expired">
            △ Expired: {expired}.
          </strong>
        )}
      </p>
      {expired === null ? null : (
        <span className={styles.signalActs}>
          <button type="button" className={styles.quietButton} disabled={sending} data-testid="ticket-keep" onClick={() => useTicket.getState().keepAsOwn()}>
            Keep as my own order
          </button>
          <button type="button" className={styles.quietButton} disabled={sending} onClick={() => useTicket.getState().clear()}>
            Clear
          </button>
        </span>
      )}
    </div>
  );
}
