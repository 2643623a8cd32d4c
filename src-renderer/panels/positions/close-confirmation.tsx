import { useEffect, useRef } from 'react';
import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { CENT, negate, roundToTick } from '../../../src-core/money.ts';
import { useCore } from '../../connection/core.tsx';
import { describeNet, netOf, packageTitle } from '../../design/order-words.ts';
import { useArming } from '../../workspace/arming.ts';
import { type PendingClose, useClosing } from './closing.ts';
import styles from './positions.module.css';

/** States in words what closing the package would send, and asks. */
export function CloseConfirmation({ trade, pending }: { readonly trade: PackageView; readonly pending: PendingClose }) {
  const core = useCore();
  const { armed, held, arm } = useArming();
  const { confirm, cancel, outcome } = useClosing();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
    button.current?.scrollIntoView({ block: 'nearest' });
  }, [pending.id]);
  const worth = netOf(pending.at === 'mid' ? trade.mid : trade.natural);
  const title = packageTitle(trade.underlying, trade.legs.map((leg) => leg.symbol), trade.strategy);
  return (
    <div
      className={styles.confirm}
      role="group"
      aria-label="Confirm the close"
      data-testid="close-confirmation"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') cancel();
        if (event.key === 'Enter' && event.repeat) event.preventDefault();
      }}
    >
      <span>
        Close {trade.quantity} × {title} with one limit order at the {pending.at}
        {worth === null ? ', which has no price now' : `, now ${describeNet(roundToTick(negate(worth), CENT))}`}.
      </span>
      <button
        ref={button}
        type="button"
        className={styles.primary}
        data-testid="close-confirm"
        data-armed={armed}
        disabled={held !== null}
        aria-disabled={pending.sending}
        title={held ?? undefined}
        onClick={(event) => {
          // The second click of a double click must not send what the first one armed.
          if (event.detail > 1) return;
          if (armed) void confirm(core);
          else arm();
        }}
      >
        {pending.sending ? 'Sending …' : armed ? 'Send close ⏎' : 'Arm to send'}
      </button>
      <button type="button" className={styles.button} disabled={pending.sending} onClick={cancel}>
        Back Esc
      </button>
      {outcome?.kind === 'failed' ? (
        <span className={styles.failed} role="alert">
          {outcome.text}
        </span>
      ) : null}
    </div>
  );
}
