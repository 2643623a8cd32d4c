import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Difference, DifferenceChoice } from '../../../src-core/contract/broker.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { useBrokerActs } from './broker-acts.ts';
import styles from './broker.module.css';
import { Mark } from './part.tsx';
import { CHOICE_NAMES, choiceWords, KIND_WORDS, OUTCOME_MARKS } from './reconciliation-words.ts';

export interface DifferenceRowProps {
  readonly difference: Difference;
  /** The choice that waits for its confirmation; null for none. */
  readonly asked: DifferenceChoice | null;
  readonly ask: (choice: DifferenceChoice | null) => void;
}

/** One difference between books and broker: what each has, why, what was done, and what a person may do. */
export function DifferenceRow({ difference, asked, ask }: DifferenceRowProps) {
  const acts = useBrokerActs();
  const refusal = useRefusal('broker.settle');
  const { id, kind, subject, books, broker, explanation, rule, outcome, choices } = difference;
  return (
    <li className={styles.difference} data-outcome={outcome} data-testid="broker-difference">
      <header>
        <Mark mark={OUTCOME_MARKS[outcome]} /> {subject.toLowerCase().startsWith(KIND_WORDS[kind].toLowerCase()) ? null : <span className={styles.dim}>{KIND_WORDS[kind]} </span>}
        <strong>{subject}</strong>
      </header>
      <dl className={styles.pair}>
        <dt>Books</dt>
        <dd>{books}</dd>
        <dt>Broker</dt>
        <dd>{broker}</dd>
      </dl>
      <p>{explanation}</p>
      <p className={styles.rule}>
        <span>Rule</span> <span>{rule}</span>
      </p>
      {choices.length === 0 ? null : asked !== null && choices.includes(asked) ? (
        <Confirmation choice={asked} difference={difference} isHeld={acts.isHeld('settle')} isSending={acts.sending.includes('settle')} confirm={() => void acts.settle(id, asked).then((isDone) => isDone && ask(null))} leave={() => ask(null)} />
      ) : (
        <p className={styles.acts}>
          {choices.map((choice) => (
            <button key={choice} type="button" className={styles.button} data-testid={`broker-${choice}`} disabled={acts.isHeld('settle') || refusal !== null} title={refusal ?? choiceWords(choice, difference)} onClick={() => ask(choice)}>
              {CHOICE_NAMES[choice]} …
            </button>
          ))}
        </p>
      )}
    </li>
  );
}

interface ConfirmationProps {
  readonly choice: DifferenceChoice;
  readonly difference: Difference;
  readonly isHeld: boolean;
  readonly isSending: boolean;
  readonly confirm: () => void;
  readonly leave: () => void;
}

function Confirmation({ choice, difference, isHeld, isSending, confirm, leave }: ConfirmationProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
    button.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
    if (event.key === 'Escape' && !isSending) leave();
  }

  return (
    <div className={styles.confirm} role="group" aria-label={`Confirm: ${CHOICE_NAMES[choice]}`} data-testid="broker-confirmation" onKeyDown={onKeyDown}>
      <p>{choiceWords(choice, difference)}</p>
      <button
        ref={button}
        type="button"
        className={choice === 'take_over' ? styles.primary : styles.button}
        disabled={isHeld && !isSending}
        aria-disabled={isSending}
        data-testid="broker-confirm"
        onClick={(event) => {
          // The second click of a double click must not confirm what the first one asked.
          if (event.detail <= 1) confirm();
        }}
      >
        {isSending ? 'Booking …' : choice === 'take_over' ? 'Take over ⏎' : 'Leave it so ⏎'}
      </button>{' '}
      <button type="button" className={styles.button} disabled={isSending} onClick={leave}>
        Back Esc
      </button>
    </div>
  );
}
