import type { Preview } from '../../../src-core/contract/schemas.ts';
import { ZERO } from '../../../src-core/money.ts';
import { ABSENT } from '../../design/format.ts';
import { shortNet, unsignedPrice } from '../../design/order-words.ts';
import { roundNet, sideOf } from './net-price-input.ts';
import { type NetQuote, useTicket } from './ticket-store.ts';
import styles from './ticket.module.css';

const QUOTES: readonly NetQuote[] = ['natural', 'mid', 'expected'];

export interface PackagePricesProps {
  readonly preview: Preview | null;
  readonly stale: boolean;
  readonly disabled: boolean;
}

/** What the package trades at now; a press takes the price as the limit. */
export function PackagePrices({ preview, stale, disabled }: PackagePricesProps) {
  const { terms, setLimit } = useTicket();
  // A new leg takes the limit away until the package is previewed with it: the prices shown are those of the legs before.
  const ofOtherLegs = terms.limit === null;
  const side = sideOf(terms.limit ?? preview?.mid ?? ZERO);
  return (
    <div className={styles.quotes} role="group" aria-label="Prices of the package" data-stale={stale}>
      {QUOTES.map((quote) => {
        const net = preview?.[quote] ?? null;
        return (
          <button
            key={quote}
            type="button"
            className={styles.quote}
            disabled={disabled || net === null || ofOtherLegs}
            data-testid={`ticket-${quote}`}
            title={`Set the net price to the ${quote}`}
            onClick={() => net !== null && setLimit(roundNet(net))}
          >
            {quote} <span className={styles.value}>{net === null ? ABSENT : sideOf(net) === side ? unsignedPrice(net) : shortNet(net)}</span>
          </button>
        );
      })}
    </div>
  );
}
