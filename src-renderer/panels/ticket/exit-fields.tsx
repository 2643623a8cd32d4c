import { useState } from 'react';
import type { Money } from '../../../src-core/money.ts';
import { ABSENT, formatSignedDollars } from '../../design/format.ts';
import { describeNet } from '../../design/order-words.ts';
import styles from './exit-fields.module.css';
import { EXIT_NAMES, type ExitName, readExit } from './exit-prices.ts';
import { useTicket } from './ticket-store.ts';

const TITLES: Readonly<Record<ExitName, string>> = { target: 'Target', stop: 'Stop' };
const EXAMPLES: Readonly<Record<ExitName, string>> = { target: '50 %', stop: '100 %' };

export interface ExitFieldsProps {
  /** What the entry is taken to fill at, a net debit per share; null while it has no price. */
  readonly entryNet: Money | null;
}

/** A target and a stop to go with the order: as a part of its credit or debit, or as the price it is closed at. */
export function ExitFields({ entryNet }: ExitFieldsProps) {
  const { exits, quantity, setExit } = useTicket();
  const isAttached = exits.target !== '' || exits.stop !== '';
  const [isOpen, setOpen] = useState(isAttached);
  const side = entryNet === null ? 'price' : entryNet < 0 ? 'credit' : 'debit';
  return (
    <details className={styles.exits} open={isOpen || isAttached} data-testid="ticket-exits" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Attach exits: target, stop <span className={styles.hint}>in % of the {side}, or a price</span>
      </summary>
      {EXIT_NAMES.map((name) => {
        const read = readExit(name, exits[name], entryNet, quantity);
        const problem = read !== null && 'problem' in read ? read.problem : null;
        const price = read !== null && 'net' in read ? read : null;
        return (
          <div key={name} className={styles.exit} data-invalid={problem !== null}>
            <label htmlFor={`ticket-${name}`}>{TITLES[name]}</label>
            <input
              id={`ticket-${name}`}
              className={styles.input}
              data-testid={`ticket-exit-${name}`}
              autoComplete="off"
              spellCheck={false}
              value={exits[name]}
              placeholder={EXAMPLES[name]}
              aria-invalid={problem !== null}
              aria-describedby={`ticket-${name}-at`}
              onChange={(event) => setExit(name, event.target.value)}
              onFocus={(event) => event.target.select()}
            />
            <output id={`ticket-${name}-at`} className={styles.at} data-testid={`ticket-exit-${name}-at`} title="What the package is closed at, and the result of the whole order before fees">
              {problem ?? (price === null ? ABSENT : `${describeNet(price.net)} · ${formatSignedDollars(price.result)}`)}
            </output>
          </div>
        );
      })}
    </details>
  );
}
