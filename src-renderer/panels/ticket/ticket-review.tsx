import { useEffect, useRef } from 'react';
import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import { useArming } from '../../workspace/arming.ts';
import { reviewWords } from './review-words.ts';
import styles from './ticket.module.css';

export interface TicketReviewProps {
  readonly ticket: Ticket;
  /** Of this very package; null until it was answered. */
  readonly preview: Preview | null;
  readonly sending: boolean;
  /** No order can be sent; the ticket says why. */
  readonly stopped: boolean;
  send(): void;
  back(): void;
}

/** States in words what is about to be sent, and sends it. */
export function TicketReview({ ticket, preview, sending, stopped, send, back }: TicketReviewProps) {
  const { armed, held, arm } = useArming();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const words = reviewWords(ticket, preview?.strategy ?? 'package', preview?.closing ?? ticket.tradeId !== undefined);
  return (
    <section className={styles.review} aria-label="Review" data-testid="ticket-review-words">
      <p className={styles.order}>{words.order}</p>
      <ul>
        {words.legs.map((leg) => (
          <li key={leg}>{leg}</li>
        ))}
      </ul>
      {words.amount === null ? null : <p>{words.amount}</p>}
      <div className={styles.actions}>
        <button
          ref={button}
          type="button"
          className={styles.primary}
          data-testid="ticket-send"
          data-step="send"
          data-armed={armed}
          disabled={sending || stopped || held !== null}
          onClick={(event) => {
            // The second click of a double click must not send what the first one armed.
            if (event.detail > 1) return;
            if (armed) send();
            else arm();
          }}
        >
          {sending ? 'Sending …' : armed ? 'Send order ⏎' : 'Arm to send'}
        </button>
        <button type="button" className={styles.secondary} data-testid="ticket-back" disabled={sending} onClick={back}>
          Back Esc
        </button>
      </div>
      {armed || stopped ? null : <p className={styles.note}>{held ?? 'SAFE: Enter sends only when armed (Shift A).'}</p>}
    </section>
  );
}
