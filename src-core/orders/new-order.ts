import { type Instrument, type InstrumentSymbol, parseSymbol } from '../instruments/instrument.ts';
import { CENT, formatMoney, fromDollars, type Money, toDollars, ZERO } from '../money.ts';
import type { EpochMs } from '../time.ts';
import type { Order, OrderRequest, OrderTerms, TradeId } from './order.ts';
import { greatestCommonDivisor } from './ratio.ts';

const MOST_LEGS = 4;
/** A net price beyond this is no price, and would not stay exact in the books. */
const HIGHEST_NET = fromDollars(100_000);

/** What is wrong with a request: the field ("legs[1].ratio"), and what it is against what it may be. */
export interface RequestProblem {
  readonly field: string;
  readonly message: string;
}

/** Everything wrong with a request by itself, whatever the market and the account; empty when it is well formed. */
export function validateRequest(request: Pick<OrderRequest, 'underlying' | 'legs' | 'quantity' | 'terms' | 'timeInForce'>): readonly RequestProblem[] {
  const problems: RequestProblem[] = [];
  const { legs, quantity, terms, timeInForce } = request;
  if (!isCount(quantity)) problems.push({ field: 'quantity', message: `is ${quantity}; expected a whole number of packages, 1 or more` });
  if (legs.length < 1 || legs.length > MOST_LEGS) {
    problems.push({ field: 'legs', message: `has ${legs.length} legs; expected 1 to ${MOST_LEGS}` });
  }
  const seen = new Set<InstrumentSymbol>();
  legs.forEach(({ symbol, ratio }, index) => {
    const instrument = instrumentOf(symbol);
    const field = `legs[${index}].symbol`;
    if (instrument === null) problems.push({ field, message: `"${symbol}" is not a known instrument` });
    else if (instrument.underlying !== request.underlying) {
      problems.push({ field, message: `"${symbol}" is not an instrument of ${request.underlying}` });
    } else if (instrument.kind === 'shares' && legs.length > 1) {
      problems.push({ field, message: 'shares are traded by themselves, not as a leg of a package' });
    }
    if (seen.has(symbol)) problems.push({ field, message: `"${symbol}" appears more than once` });
    seen.add(symbol);
    if (!isCount(ratio)) problems.push({ field: `legs[${index}].ratio`, message: `is ${ratio}; expected a whole number, 1 or more` });
  });
  const ratios = legs.map((leg) => leg.ratio);
  const divisor = ratios.every(isCount) ? greatestCommonDivisor(ratios) : 1;
  if (divisor > 1) {
    problems.push({ field: 'legs', message: `ratios have the common divisor ${divisor}; expected none: divide them and raise the quantity` });
  }
  for (const [field, price] of pricesOf(terms)) {
    if (!Number.isSafeInteger(price) || price % CENT !== 0) {
      problems.push({ field, message: `is ${toDollars(price)}; expected a net price in whole cents` });
    } else if (Math.abs(price) > HIGHEST_NET) {
      problems.push({ field, message: `is ${formatMoney(price)}; expected a net price of at most ${formatMoney(HIGHEST_NET)} either way` });
    }
  }
  if ((terms.type === 'stop' || terms.type === 'stop_limit') && (timeInForce === 'IOC' || timeInForce === 'FOK')) {
    problems.push({ field: 'timeInForce', message: `is ${timeInForce}, which cannot wait for a stop; expected DAY or GTC` });
  }
  return problems;
}

/** The order of a valid request, not sent yet. */
export function newOrder(
  { confirmed: _confirmed, ...request }: OrderRequest,
  context: { readonly sequence: number; readonly tradeId: TradeId; readonly closing: boolean; readonly time: EpochMs; readonly brokerOrderId?: string | undefined },
): Order {
  const { brokerOrderId } = context;
  return {
    ...request,
    ...(brokerOrderId === undefined ? {} : { brokerOrderId }),
    tradeId: context.tradeId,
    closing: context.closing,
    state: 'INITIALIZED',
    triggered: false,
    filledQuantity: 0,
    filledNetTotal: ZERO,
    createdAt: context.time,
    updatedAt: context.time,
    sequence: context.sequence,
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function instrumentOf(symbol: InstrumentSymbol): Instrument | null {
  try {
    return parseSymbol(symbol);
  } catch {
    return null;
  }
}

function pricesOf(terms: OrderTerms): readonly (readonly [field: string, price: Money])[] {
  switch (terms.type) {
    case 'market':
      return [];
    case 'limit':
      return [['terms.limit', terms.limit]];
    case 'stop':
      return [['terms.stop', terms.stop]];
    case 'stop_limit':
      return [
        ['terms.stop', terms.stop],
        ['terms.limit', terms.limit],
      ];
  }
}
