import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import { multiplier, parseSymbol, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { estimateFees, sumOfFees } from '../../../src-core/ledger/fees.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { add, money, type Money, subtract, times } from '../../../src-core/money.ts';
import { allocateLegs, crossingFraction, expectedNet, type PackageQuote, packageQuote, signOf } from '../../../src-core/orders/net-price.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import type { Order, OrderLeg } from '../../../src-core/orders/order.ts';
import { breakEvenTouch } from '../../../src-core/strategies/break-even-touch.ts';
import { holdingGreeks, sumGreeks } from '../../../src-core/strategies/holding-greeks.ts';
import { payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { expiryOutlook } from '../../../src-core/strategies/probability.ts';
import { structureName } from '../../../src-core/strategies/structure.ts';
import type { ImpliedDistribution } from '../../market-data/market.ts';
import { dayAtWorst } from '../../risk/checks/day.ts';
import { type Denial, denialText } from '../../risk/denial.ts';
import type { OrderExposure } from '../../risk/exposure.ts';
import { checkOrder, type RiskContext } from '../../risk/pre-trade.ts';

/** The id of an order that is only looked at. */
const NO_ORDER = '00000000-0000-0000-0000-000000000000';

/** What is known of the underlyings' prices now, and at the reference time. */
export interface Underlyings {
  readonly spotOf: (underlying: Underlying) => Money | null;
  readonly distributionOf: (underlying: Underlying) => ImpliedDistribution | null;
  /** What Greeks are on. */
  readonly clockLabel: string;
  /** Why the signal that an order acts on would have it denied. */
  readonly signalDenials: (order: Order) => readonly Denial[];
}

/** What a well-formed ticket would cost, risk and leave. `closes` is the trade it would reduce, with what that holds. */
export function previewOf(
  ticket: Ticket,
  closes: { readonly trade: Trade; readonly holdings: readonly Holding[] } | null,
  context: RiskContext,
  { spotOf, distributionOf, clockLabel, signalDenials }: Underlyings,
): Preview {
  const order = newOrder({ ...ticket, id: NO_ORDER, source: 'manual' }, {
    sequence: Number.MAX_SAFE_INTEGER,
    tradeId: closes?.trade.id ?? NO_ORDER,
    closing: closes !== null,
    time: context.now,
  });
  const quoteOf = (symbol: OrderLeg['symbol']) => context.quotes.quote(symbol);
  const { quote } = packageQuote(ticket.legs, quoteOf);
  const expected = quote === null ? null : expectedNet(quote, crossingFraction(ticket.legs.length));
  // What is not there cannot be reckoned with.
  const isListed = ticket.legs.every(({ symbol }) => quoteOf(symbol) !== null);
  const net = isListed ? netOf(order, expected) : null;
  const feeLines = net === null ? [] : estimateFees(context.fees, ticket.legs, ticket.quantity, legPrices(ticket.legs, net, quote, context));
  const commission = sumOfFees(feeLines, 'commission');
  const fees = sumOfFees(feeLines, 'fee');
  const effect = isListed ? effectOf(order, context) : null;
  const spot = spotOf(ticket.underlying);
  const held = net === null ? null : heldAtExpiry(order, net, add(commission, fees), closes);
  const profile = held === null ? null : payoffProfile(held.holdings, held.cost, spot ?? undefined);
  return {
    strategy: closes === null ? structureName(ticket.legs) : closes.trade.strategy,
    closing: closes !== null,
    natural: quote?.natural ?? null,
    mid: quote?.mid ?? null,
    expected,
    net,
    fees: {
      commission,
      fees,
      total: add(commission, fees),
      lines: feeLines.map(({ name, amount }) => ({ name, amount })),
    },
    maximumGain: profile?.maximumGain ?? null,
    maximumLoss: profile?.maximumLoss ?? null,
    unboundedGain: profile !== null && profile.maximumGain === null,
    unboundedLoss: profile !== null && profile.maximumLoss === null,
    breakEvens: [...(profile?.breakEvens ?? [])],
    marginChange: effect?.marginChange ?? null,
    buyingPowerAfter: effect === null ? null : subtract(effect.available, effect.required),
    worstCaseAfter: effect?.after.worstCaseWithOrders ?? null,
    dayAtWorstAfter: effect === null ? null : dayAtWorst(context.today, effect.after.leastResultWithOrders),
    greeks: sumGreeks(
      ticket.legs.map((leg) => holdingGreeks({ symbol: leg.symbol, quantity: signOf(leg.side) * leg.ratio * ticket.quantity }, quoteOf)),
    ),
    clockLabel,
    outlook: held === null || profile === null ? null : outlookOf(held, profile.breakEvens, distributionOf(ticket.underlying)),
    payoff: [...(profile?.points ?? [])],
    denials: [...checkOrder(order, context), ...signalDenials(order)].map((denial) => ({ code: denial.code, message: denialText(denial) })),
  };
}

/** What the order would do to the account; null while its price is not known. */
function effectOf(order: Order, { book, working, exposure }: RiskContext): (OrderExposure & { readonly required: Money }) | null {
  exposure.refresh({ book, working });
  const effect = exposure.effectOf(order);
  const { required } = effect;
  return required === null ? null : { ...effect, required };
}

/** The net the preview reckons with: the limit, or what a market order is expected to pay. */
function netOf(order: Order, expected: Money | null): Money | null {
  switch (order.terms.type) {
    case 'limit':
    case 'stop_limit':
      return order.terms.limit;
    case 'stop':
      return order.terms.stop;
    case 'market':
      return expected;
  }
}

/** Prices the fees are reckoned on: the legs' shares of the net where that can be, else their own quotes. */
function legPrices(legs: readonly OrderLeg[], net: Money, quote: PackageQuote | null, context: RiskContext): (leg: OrderLeg) => Money {
  const within = quote !== null && net >= quote.opposite && net <= quote.natural;
  const allocated = within ? allocateLegs(legs, net, (symbol) => context.quotes.quote(symbol)) : null;
  return (leg) => {
    const shown = context.quotes.quote(leg.symbol);
    return allocated?.[legs.indexOf(leg)] ?? (leg.side === 'buy' ? shown?.ask : shown?.bid) ?? money(Math.abs(net));
  };
}

/** Units of instruments, and what was paid for them in all. */
interface HeldAtExpiry {
  readonly holdings: Parameters<typeof payoffProfile>[0];
  readonly cost: Money;
}

/** Of an opening order by itself; of a closing one together with what its trade still holds and has cost. */
function heldAtExpiry(
  order: Order,
  net: Money,
  costs: Money,
  closes: { readonly trade: Trade; readonly holdings: readonly Holding[] } | null,
): HeldAtExpiry {
  const units = new Map<OrderLeg['symbol'], number>();
  for (const holding of closes?.holdings ?? []) units.set(holding.symbol, holding.quantity);
  for (const { symbol, side, ratio } of order.legs) {
    units.set(symbol, (units.get(symbol) ?? 0) + signOf(side) * ratio * order.quantity);
  }
  const [first] = order.legs;
  const shares = first === undefined ? 0 : multiplier(parseSymbol(first.symbol));
  const basis = closes?.holdings.map((holding) => holding.costBasis) ?? [];
  const holdings = [...units]
    .filter(([, quantity]) => quantity !== 0)
    .map(([symbol, quantity]) => ({ instrument: parseSymbol(symbol), quantity }));
  return { holdings, cost: add(times(net, order.quantity * shares), costs, ...basis) };
}

function outlookOf(
  { holdings, cost }: HeldAtExpiry,
  breakEvens: readonly number[],
  known: ImpliedDistribution | null,
): Preview['outlook'] {
  if (known === null || holdings.length === 0) return null;
  const { source, distribution, spot } = known;
  const outlook = expiryOutlook(holdings, cost, distribution);
  return {
    source,
    profit: outlook.profitProbability,
    maximumGain: outlook.maximumGainProbability,
    maximumLoss: outlook.maximumLossProbability,
    touch: breakEvenTouch(distribution, spot, breakEvens),
    expected: outlook.expectedResult,
    expectedGain: outlook.expectedGain,
    expectedLoss: outlook.expectedLoss,
  };
}
