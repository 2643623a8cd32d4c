import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { isUsable } from '../../../src-core/market/quote.ts';
import { money } from '../../../src-core/money.ts';
import { marginRequirement } from '../../../src-core/strategies/margin.ts';
import { buyingPower } from '../../risk/buying-power.ts';
import type { Engines } from '../engines.ts';
import type { AccountState } from './positions-view.ts';

export function accountState(engines: Engines): AccountState {
  const { account, market, orders } = engines;
  return {
    number: account.number,
    kind: account.kind,
    book: orders.book,
    trades: orders.trades(),
    today: orders.today,
    buyingPower: buyingPower(engines.riskContext()),
    quoteOf: (symbol) => market.quote(symbol),
    marginOf: (holdings) =>
      marginRequirement(
        holdings.map(({ symbol, quantity }) => {
          const quote = market.quote(symbol);
          const mark = isUsable(quote) ? money(Math.round((quote.bid + quote.ask) / 2)) : null;
          return { instrument: parseSymbol(symbol), quantity, mark };
        }),
        engines.spotOf,
      ),
  };
}
