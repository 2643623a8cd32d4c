import { ZERO } from '../../../src-core/money.ts';
import { TIMES_IN_FORCE } from '../../../src-core/orders/order.ts';
import type { Preview } from '../../../src-core/contract/schemas.ts';
import { TIME_IN_FORCE_NAMES, TYPE_NAMES } from '../../design/order-words.ts';
import { NetPriceField } from './net-price-field.tsx';
import { sideOf } from './net-price-input.ts';
import { QuantityField } from './quantity-field.tsx';
import { type OrderType, useTicket } from './ticket-store.ts';
import styles from './ticket.module.css';

const TYPES: readonly OrderType[] = ['limit', 'market', 'stop', 'stop_limit'];

export interface TicketTermsProps {
  readonly preview: Preview | null;
}

/** How many packages, at what price, by what kind of order. */
export function TicketTerms({ preview }: TicketTermsProps) {
  const { terms, quantity, timeInForce, invalid, setLimit, setStop, setInvalid, setQuantity, setType, setTimeInForce } = useTicket();
  const firstSide = sideOf(terms.limit ?? preview?.mid ?? ZERO);
  return (
    <div className={styles.terms}>
      {terms.type === 'stop' || terms.type === 'stop_limit' ? (
        <NetPriceField name="Stop" net={terms.stop} firstSide={firstSide} problem={invalid.stop} testId="ticket-stop" onChange={setStop} onInvalid={(text) => setInvalid('stop', text)} />
      ) : null}
      {terms.type === 'limit' || terms.type === 'stop_limit' ? (
        <NetPriceField name="Net" net={terms.limit} firstSide={firstSide} problem={invalid.limit} testId="ticket-net" onChange={setLimit} onInvalid={(text) => setInvalid('limit', text)} />
      ) : null}
      <QuantityField quantity={quantity} problem={invalid.quantity} onChange={setQuantity} />
      <span className={styles.selects}>
        <select className={styles.select} aria-label="Order type" data-testid="ticket-type" value={terms.type} onChange={(event) => setType(chosen(TYPES, event.target.value))}>
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {TYPE_NAMES[type]}
            </option>
          ))}
        </select>
        <select className={styles.select} aria-label="Time in force" data-testid="ticket-time-in-force" value={timeInForce} onChange={(event) => setTimeInForce(chosen(TIMES_IN_FORCE, event.target.value))}>
          {TIMES_IN_FORCE.map((time) => (
            <option key={time} value={time}>
              {TIME_IN_FORCE_NAMES[time]}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}

function chosen<T extends string>(values: readonly T[], text: string): T {
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) throw new RangeError(`"${text}" is not one of ${values.join(', ')}`);
  return value;
}
