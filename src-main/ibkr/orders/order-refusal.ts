import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { CENT, formatMoney, type Money } from '../../../src-core/money.ts';
import type { OrderRequest } from '../../../src-core/orders/order.ts';
import type { OrderContracts } from './order-translation.ts';

/**
 * Why Interactive Brokers would not take such an order, or this terminal does not send it there, as a sentence; null
 * where nothing is known against it. Which type each kind of contract has: "Basic Orders" of the TWS API reference
 * (stop: BAG among its products; stop-limit: not).
 */
export function refusalOfRequest(
  { legs, terms, timeInForce, confirmed, quantity }: Pick<OrderRequest, 'legs' | 'quantity' | 'terms' | 'timeInForce' | 'confirmed'>,
  contracts: Pick<OrderContracts, 'conIdOf'>,
): string | null {
  const isPackage = legs.length > 1;
  const isImmediate = timeInForce === 'IOC' || timeInForce === 'FOK';
  if (isPackage && legs.some(({ symbol }) => parseSymbol(symbol).kind === 'shares')) return 'shares are not sent as a leg of a package: trade them by themselves';
  if (isPackage && new Set(legs.map(({ symbol }) => parseSymbol(symbol).underlying)).size > 1) return 'the legs of a package are of one underlying: Interactive Brokers guarantees no other';
  if (isPackage && terms.type === 'stop_limit') return 'Interactive Brokers takes no stop-limit order of a package: use a limit, or let an exit of this terminal watch it';
  if (isPackage && confirmed !== 'market_combo' && terms.type === 'market') return 'a market order of a package pays whatever its legs cost: give it a limit, or confirm that it is meant so';
  if (isPackage && confirmed !== 'market_combo' && terms.type === 'stop') return 'a stop order of a package becomes a market order of a package, which pays whatever its legs cost: confirm that it is meant so, or let an exit of this terminal watch it';
  if (isImmediate && (terms.type === 'stop' || terms.type === 'stop_limit')) return `${timeInForce} cannot wait for a stop: Interactive Brokers takes it as DAY or GTC`;
  if (isPackage && isImmediate && terms.type === 'market') return `Interactive Brokers takes ${timeInForce} of a package with a limit only`;
  if (quantity > MOST_UNITS) return `Interactive Brokers takes at most ${MOST_UNITS} in one order, and this one is of ${quantity}`;
  for (const price of pricesOf(terms)) {
    if (price % CENT !== 0) return `${formatMoney(price, 4)} is finer than the tick of ${formatMoney(CENT)} that Interactive Brokers takes`;
    const [leg] = legs;
    if (isPackage || leg === undefined) continue;
    if (leg.side === 'buy' ? price <= 0 : price >= 0) {
      return `${leg.side === 'buy' ? 'buying' : 'selling'} a single leg takes a price of at least ${formatMoney(CENT)}: a net ${leg.side === 'buy' ? 'debit' : 'credit'}, and this one is ${formatMoney(price)}`;
    }
  }
  const unknown = legs.find(({ symbol }) => contracts.conIdOf(symbol) === null);
  return unknown === undefined ? null : `${unknown.symbol.trim()} has no number of the gateway yet: it is asked for now, try again in a moment`;
}

/** A whole number of contracts that no order of a person comes near; the gateway's own size limit is a setting of it. */
const MOST_UNITS = 10_000;

function pricesOf(terms: OrderRequest['terms']): readonly Money[] {
  switch (terms.type) {
    case 'market':
      return [];
    case 'limit':
      return [terms.limit];
    case 'stop':
      return [terms.stop];
    case 'stop_limit':
      return [terms.stop, terms.limit];
  }
}
