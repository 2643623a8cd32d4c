import { useEffect, useRef } from 'react';
import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import { sentenceOf } from '../../access/access-words.ts';
import { useArming } from '../../workspace/arming.ts';
import { exitWords, type NamedExits } from './exit-prices.ts';
import { reviewWords } from './review-words.ts';
import styles from './ticket.module.css';

export interface TicketReviewProps {
  readonly ticket: Ticket;
  /** What goes with it; null for nothing. */
  readonly exits: NamedExits | null;
  /** Of this very package; null until it was answered. */
  readonly preview: Preview | null;
  readonly sending: boolean;
  /** No order can be sent; the ticket says why. */
  readonly stopped: boolean;
  /** What the core asks to have confirmed; null for nothing. */
  readonly question: string | null;
  send(): void;
  /** After the question. */
  sendConfirmed(): void;
  back(): void;
}

/** States in words what is about to be sent, and sends it. */
export function TicketReview({ ticket, exits, preview, sending, stopped, question, send, sendConfirmed, back }: TicketReviewProps) {
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
      {exits === null ? null : (
        <div data-testid="ticket-review-exits">
          {exitWords(exits).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      {question === null ? (
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
      ) : (
        <Question question={question} isStop={ticket.terms.type === 'stop'} isArmed={armed} isStopped={stopped || held !== null} sendConfirmed={sendConfirmed} back={back} />
      )}
      {armed || stopped ? null : <p className={styles.note}>{held ?? 'SAFE: Enter sends only when armed (Shift A).'}</p>}
    </section>
  );
}

/** Milliseconds for which a press does nothing after the question came up: it was meant for what was there before. */
const DEAF_FOR = 400;

interface QuestionProps {
  readonly question: string;
  /** It goes to the market only once its stop is met. */
  readonly isStop: boolean;
  readonly isArmed: boolean;
  readonly isStopped: boolean;
  sendConfirmed(): void;
  back(): void;
}

/** The core's question before what is unusual: Enter steps back from it, and only its own button sends. */
function Question({ question, isStop, isArmed, isStopped, sendConfirmed, back }: QuestionProps) {
  const button = useRef<HTMLButtonElement>(null);
  const shownAt = useRef(0);
  useEffect(() => {
    shownAt.current = performance.now();
    button.current?.focus();
  }, []);
  const unlessDeaf = (run: () => void): void => {
    if (performance.now() - shownAt.current >= DEAF_FOR) run();
  };
  return (
    <div role="alert" data-testid="ticket-question">
      <p className={styles.question}>
        <strong>Not sent yet.</strong> {sentenceOf(question)}
      </p>
      <div className={styles.actions}>
        <button
          type="button"
          className={styles.loud}
          data-testid="ticket-send-confirmed"
          disabled={isStopped || !isArmed}
          onClick={(event) => {
            // The second click of a double click is no second thought.
            if (event.detail <= 1) unlessDeaf(sendConfirmed);
          }}
        >
          {isStop ? 'Send the stop all the same' : 'Send at market all the same'}
        </button>
        <button ref={button} type="button" className={styles.secondary} data-testid="ticket-question-back" onClick={() => unlessDeaf(back)}>
          Back Esc
        </button>
      </div>
    </div>
  );
}
