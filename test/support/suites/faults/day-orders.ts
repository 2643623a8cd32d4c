import { type InstrumentSymbol, parseSymbol, type Right, symbolOf } from '../../../../src-core/instruments/instrument.ts';
import { CENT, fromDollars, money, type Money, toDollars } from '../../../../src-core/money.ts';
import type { OrderLeg, OrderRequest, OrderTerms, Side } from '../../../../src-core/orders/order.ts';
import type { GatewayContract, GatewayOrder } from '../../../../src-main/ibkr/gateway.ts';
import { DATE, id } from '../../../main/trading/trading-fixture.ts';
import { ContractBook, contractOf, plain } from '../../tws/contracts.ts';

export const CLIENT_ID = 17;
const EXPIRY = DATE.replaceAll('-', '');
/** Listed once for all days: it has no state. */
export const CONTRACTS = new ContractBook([{ symbol: 'SPY', expiry: EXPIRY, strikes: Array.from({ length: 21 }, (_, at) => 591 + at) }]);
/** The strikes that orders of a day are on, so that some share a contract. */
const ROOMS = 3;

export function dayOption(right: Right, strike: number): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right, strike: fromDollars(strike) });
}

const range = (first: number, last: number): readonly number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** All that a day trades. */
export const DAY_CONTRACTS: readonly GatewayContract[] = [
  ...range(600, 600 + ROOMS + 5).map((strike) => plain(CONTRACTS.option('SPY', EXPIRY, strike, 'C'))),
  ...range(594, 599).map((strike) => plain(CONTRACTS.option('SPY', EXPIRY, strike, 'P'))),
];

/** Net debit around which each number of legs is traded, dollars. */
const NETS = { 1: 1, 2: 0.5, 4: -0.9 } as const;

function legsOf(count: 1 | 2 | 4, room: number): readonly OrderLeg[] {
  const at = 600 + (room % ROOMS);
  const leg = (side: Side, right: Right, strike: number, ratio = 1): OrderLeg => ({ symbol: dayOption(right, strike), side, ratio });
  switch (count) {
    case 1:
      return [leg('buy', 'call', at)];
    case 2:
      // Every other one has two of its second leg: a package is then made of units that are not alike.
      return [leg('buy', 'call', at), leg('sell', 'call', at + 2, room % 2 === 0 ? 1 : 2)];
    case 4:
      return [leg('buy', 'put', at - 6), leg('sell', 'put', at - 3), leg('sell', 'call', at + 3), leg('buy', 'call', at + 6)];
  }
}

function termsOf(type: 'limit' | 'market' | 'stop', net: Money): OrderTerms {
  switch (type) {
    case 'market':
      return { type };
    case 'limit':
      return { type, limit: net };
    case 'stop':
      return { type, stop: net };
  }
}

/** The day's order of a number. */
export function dayRequest(number: number, count: 1 | 2 | 4, quantity: number, cents: number, terms: 'limit' | 'market' | 'stop'): OrderRequest {
  const net = money(fromDollars(NETS[count]) + cents * CENT);
  return { id: id(number), underlying: 'SPY', legs: legsOf(count, number), quantity, terms: termsOf(terms, net), timeInForce: 'DAY', source: 'manual' };
}

/** What gives back packages that were bought so. */
export function closingRequest(number: number, legs: readonly OrderLeg[], quantity: number, cents: number): OrderRequest {
  const count = legs.length === 1 ? 1 : legs.length === 2 ? 2 : 4;
  const reversed = legs.map((leg) => ({ ...leg, side: leg.side === 'buy' ? ('sell' as const) : ('buy' as const) }));
  const net = money(-fromDollars(NETS[count]) - cents * CENT);
  return { id: id(number), underlying: 'SPY', legs: reversed, quantity, terms: { type: 'limit', limit: net }, timeInForce: 'DAY', source: 'manual' };
}

/** A limit so many cents above where an order's kind begins. */
export function changedLimit(legs: readonly OrderLeg[], isClosing: boolean, cents: number): OrderTerms {
  const count = legs.length === 1 ? 1 : legs.length === 2 ? 2 : 4;
  const net = fromDollars(NETS[count]) + cents * CENT;
  return { type: 'limit', limit: money(isClosing ? -net : net) };
}

/** An order as somebody makes it by hand in TWS. */
export function orderByHand(account: string, number: number, count: 1 | 2, quantity: number): { readonly contract: GatewayContract; readonly order: GatewayOrder } {
  const legs = legsOf(count, number).map(({ symbol, side, ratio }) => {
    const instrument = parseSymbol(symbol);
    if (instrument.kind !== 'option') throw new Error('a day trades options');
    return { contract: CONTRACTS.option('SPY', EXPIRY, toDollars(instrument.strike), instrument.right === 'call' ? 'C' : 'P'), side, ratio };
  });
  const [first] = legs;
  if (first === undefined) throw new Error('an order has a leg');
  const comboLegs = legs.map(({ contract, side, ratio }) => ({ conId: contract.conId, ratio, action: side === 'buy' ? ('BUY' as const) : ('SELL' as const), exchange: 'SMART' }));
  const contract = count === 1 ? plain(first.contract) : contractOf({ symbol: 'SPY', secType: 'BAG', exchange: 'SMART', currency: 'USD', comboLegs });
  const order: GatewayOrder = { action: 'BUY', quantity, type: 'LMT', limit: NETS[count], stop: null, timeInForce: 'DAY', account, reference: '', ocaGroup: '', parentId: 0, transmit: true, whatIf: false };
  return { contract, order };
}
