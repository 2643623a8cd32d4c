import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { multiplier, parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import { type Money, subtract, toDollars } from '../../src-core/money.ts';
import { type Clock, MINUTE } from '../../src-core/time.ts';
import type { AlertReadings } from '../alerts/alert-readings.ts';
import type { Market } from '../market-data/market.ts';
import { closingReading } from '../risk/exits/closing-result.ts';
import type { OrderManager } from '../trading/order-manager.ts';

export interface AlertReadingParts {
  readonly market: Market;
  readonly session: ExchangeSession;
  readonly clock: Clock;
  readonly spotOf: (underlying: Underlying) => Money | null;
  readonly orders: Pick<OrderManager, 'book' | 'trade'>;
  readonly dayResult: () => Money | null;
}

/** What a person's rules look at, read from the running engines. */
export function alertReadings({ market, session, clock, spotOf, orders, dayResult }: AlertReadingParts): AlertReadings {
  const heldBy = (tradeId: string | null): readonly Holding[] => (tradeId === null ? orders.book.holdings() : orders.book.holdingsOf(tradeId));
  return {
    priceOf: (ticker) => known(market.tickerState(ticker).last),
    volatilityOf: (underlying) => known(market.atm(underlying)?.iv ?? Number.NaN),
    deltaOf: (symbol) => known(market.quote(symbol)?.delta ?? Number.NaN),
    resultOf(tradeId) {
      if (tradeId === null) return dayResult();
      const trade = orders.trade(tradeId);
      if (trade === undefined) return null;
      return closingReading(trade, orders.book.holdingsOf(tradeId), market, (symbol) => multiplier(parseSymbol(symbol)))?.result ?? null;
    },
    strikeDistance(tradeId) {
      let nearest: number | null = null;
      for (const { symbol, quantity } of heldBy(tradeId)) {
        const instrument = parseSymbol(symbol);
        if (instrument.kind !== 'option' || quantity >= 0) continue;
        const spot = spotOf(instrument.underlying);
        if (spot === null) return null;
        const dollars = toDollars(subtract(instrument.strike, spot));
        const percent = ((instrument.right === 'call' ? dollars : -dollars) / toDollars(spot)) * 100;
        nearest = nearest === null ? percent : Math.min(nearest, percent);
      }
      return nearest;
    },
    minutesToReference: () => (session.reference - clock.now()) / MINUTE,
    positionName: (tradeId) => {
      const trade = orders.trade(tradeId);
      return trade === undefined ? null : `${trade.underlying} ${trade.strategy}`;
    },
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
