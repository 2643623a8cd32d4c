import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { type Money, negate, ZERO } from '../../../src-core/money.ts';
import { type NetSide, netPriceOf, parseNetPrice, sideOf, stepNet } from './net-price-input.ts';
import styles from './ticket.module.css';

export interface NetPriceFieldProps {
  /** "Net", "Stop": the side is written behind it. */
  readonly name: string;
  /** Net debit per share; null while it was never set. */
  readonly net: Money | null;
  /** The side a price that was never set is typed on. */
  readonly firstSide: NetSide;
  /** Why the text that stands there is no price. */
  readonly problem?: string | undefined;
  readonly testId: string;
  onChange(net: Money): void;
  onInvalid(problem: string): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, '+': 1, '=': 1, ArrowDown: -1, '-': -1, PageUp: 10, PageDown: -10 };

/** A net price to type: never negative, its side in words beside it and switched by a press. */
export function NetPriceField({ name, net, firstSide, problem, testId, onChange, onInvalid }: NetPriceFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  // A price of zero has no side of its own; it keeps the last one.
  const [lastSide, setLastSide] = useState<NetSide | null>(null);
  const evenSide = lastSide ?? firstSide;
  const side = net === null ? evenSide : sideOf(net, evenSide);
  const shown = net === null ? '' : netPriceOf(net).text;
  const text = typed !== null && (problem !== undefined || isPriceOf(typed, side, net)) ? typed : shown;

  // A price that arrives under the caret is selected, as on focus: what is typed then replaces it and is not written behind it.
  useLayoutEffect(() => {
    if (typed === null && document.activeElement === input.current) input.current?.select();
  }, [shown, typed]);

  function set(next: Money): void {
    setTyped(null);
    setLastSide(sideOf(next, side));
    onChange(next);
  }

  function type(next: string): void {
    setTyped(next);
    const parsed = parseNetPrice(next, side);
    if ('problem' in parsed) {
      onInvalid(parsed.problem);
      return;
    }
    setLastSide(sideOf(parsed.net, side));
    onChange(parsed.net);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const ticks = STEPS[event.key];
    if (ticks === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    set(stepNet(net ?? ZERO, ticks, side));
  }

  return (
    <div className={styles.field} data-invalid={problem !== undefined}>
      <label className={styles.label} htmlFor={testId}>
        {name}{' '}
        <button
          type="button"
          className={styles.side}
          title="Switch between debit and credit"
          data-testid={`${testId}-side`}
          onClick={() => {
            setLastSide(side === 'debit' ? 'credit' : 'debit');
            if (net !== null) onChange(negate(net));
            setTyped(null);
          }}
        >
          {side} ⇄
        </button>
      </label>
      <span className={styles.stepper}>
        <button type="button" className={styles.step} tabIndex={-1} aria-label={`${name} down a tick`} onClick={() => set(stepNet(net ?? ZERO, -1, side))}>
          −
        </button>
        <input
          ref={input}
          id={testId}
          className={styles.input}
          data-testid={testId}
          data-side={side}
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder="–"
          aria-invalid={problem !== undefined}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={(event) => event.target.select()}
          onBlur={() => {
            if (problem === undefined) setTyped(null);
          }}
        />
        <button type="button" className={styles.step} tabIndex={-1} aria-label={`${name} up a tick`} onClick={() => set(stepNet(net ?? ZERO, 1, side))}>
          +
        </button>
      </span>
      {problem === undefined ? null : <p className={styles.problem}>{problem}</p>}
    </div>
  );
}

/** False once the price was changed from elsewhere: what was typed no longer tells it. */
function isPriceOf(typed: string, side: NetSide, net: Money | null): boolean {
  const parsed = parseNetPrice(typed, side);
  return 'net' in parsed && parsed.net === net;
}
