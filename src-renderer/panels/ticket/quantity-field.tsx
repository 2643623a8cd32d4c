import { type KeyboardEvent, useState } from 'react';
import styles from './ticket.module.css';

export interface QuantityFieldProps {
  readonly quantity: number;
  readonly problem?: string | undefined;
  /** What is not a whole number arrives as NaN. */
  onChange(quantity: number): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, '+': 1, '=': 1, ArrowDown: -1, '-': -1, PageUp: 10, PageDown: -10 };

/** How many packages. */
export function QuantityField({ quantity, problem, onChange }: QuantityFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);

  function step(by: number): void {
    setTyped(null);
    onChange(Math.max(1, quantity + by));
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const by = STEPS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(by);
  }

  return (
    <div className={styles.field} data-invalid={problem !== undefined}>
      <label className={styles.label} htmlFor="ticket-quantity" title="Packages">
        Qty
      </label>
      <span className={styles.stepper}>
        <button type="button" className={styles.step} tabIndex={-1} aria-label="One package less" onClick={() => step(-1)}>
          −
        </button>
        <input
          id="ticket-quantity"
          className={styles.input}
          data-testid="ticket-quantity"
          inputMode="numeric"
          autoComplete="off"
         
          value={typed !== null && (problem !== undefined || Number(typed) === quantity) ? typed : String(quantity)}
          aria-invalid={problem !== undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(/^\d+$/.test(event.target.value.trim()) ? Number(event.target.value) : Number.NaN);
          }}
          onKeyDown={onKeyDown}
          onFocus={(event) => event.target.select()}
          onBlur={() => {
            if (problem === undefined) setTyped(null);
          }}
        />
        <button type="button" className={styles.step} tabIndex={-1} aria-label="One package more" onClick={() => step(1)}>
          +
        </button>
      </span>
      {problem === undefined ? null : <p className={styles.problem}>{problem}</p>}
    </div>
  );
}
