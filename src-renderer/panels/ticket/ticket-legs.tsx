import { type InstrumentSymbol, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { formatPrice } from '../../design/format.ts';
import { instrumentWords, strikeText } from '../../design/order-words.ts';
import type { LegQuote } from './leg-quotes.ts';
import styles from './ticket.module.css';
import { useTicket } from './ticket-store.ts';

export interface TicketLegsProps {
  readonly legs: readonly OrderLeg[];
  readonly quoteOf: (symbol: InstrumentSymbol) => LegQuote | null;
  readonly disabled: boolean;
}

/** The legs of one package, each with its quote. */
export function TicketLegs({ legs, quoteOf, disabled }: TicketLegsProps) {
  const { removeLeg, flip, setRatio } = useTicket.getState();
  return (
    <table className={styles.legs} aria-label="Legs">
      <thead>
        <tr>
          <th scope="col">Side</th>
          <th scope="col" className={styles.number} title="Contracts of this leg in one package">
            Ratio
          </th>
          <th scope="col" className={styles.number}>
            Strike
          </th>
          <th scope="col" className={styles.number}>
            Bid
          </th>
          <th scope="col" className={styles.number}>
            Ask
          </th>
          <th scope="col" className={styles.middle}>
            Mid
          </th>
          <th scope="col" className={styles.number}>
            Δ
          </th>
          <th scope="col">
            <span className={styles.unseen}>Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {legs.map((leg) => {
          const quote = quoteOf(leg.symbol);
          const name = instrumentWords(leg.symbol);
          return (
            <tr key={leg.symbol} data-testid="ticket-leg" data-symbol={leg.symbol} data-side={leg.side}>
              <td>
                <button
                  type="button"
                  className={leg.side === 'buy' ? styles.buy : styles.sell}
                  disabled={disabled}
                  title={`Turn to ${leg.side === 'buy' ? 'sell' : 'buy'} ${name}`}
                  onClick={() => flip(leg.symbol)}
                >
                  {leg.side === 'buy' ? 'Buy' : 'Sell'}
                </button>
              </td>
              <td className={styles.number}>
                <span className={styles.ratio}>
                  <button type="button" className={styles.tiny} disabled={disabled || leg.ratio === 1} aria-label={`Ratio of ${name} down`} onClick={() => setRatio(leg.symbol, leg.ratio - 1)}>
                    −
                  </button>
                  {leg.ratio}
                  <button type="button" className={styles.tiny} disabled={disabled} aria-label={`Ratio of ${name} up`} onClick={() => setRatio(leg.symbol, leg.ratio + 1)}>
                    +
                  </button>
                </span>
              </td>
              <th scope="row" className={styles.number}>
                {shortName(leg.symbol)}
              </th>
              <td className={styles.number}>{formatPrice(quote?.bid ?? null)}</td>
              <td className={styles.number}>{formatPrice(quote?.ask ?? null)}</td>
              <td className={styles.middle}>{formatPrice(quote?.mid ?? null, 3)}</td>
              <td className={styles.number}>{formatPrice(quote?.delta ?? null)}</td>
              <td className={styles.number}>
                <button type="button" className={styles.tiny} disabled={disabled} aria-label={`Remove ${name}`} onClick={() => removeLeg(leg.symbol)}>
                  ×
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** "617 C": a strike column's share of the leg's name. */
function shortName(symbol: string): string {
  const instrument = parseSymbol(symbol);
  return instrument.kind === 'shares' ? instrument.underlying : `${strikeText(instrument.strike)} ${instrument.right === 'call' ? 'C' : 'P'}`;
}
