import type { Money } from '../../src-core/money.ts';
import { packageQuote } from '../../src-core/orders/net-price.ts';
import type { Order } from '../../src-core/orders/order.ts';
import { checkConfidence, checkEvents } from './checks/automatic.ts';
import { checkBook, checkBuyingPower } from './checks/book.ts';
import { checkDayAtWorst, checkDayLoss, checkDayTrades } from './checks/day.ts';
import { checkHoldings } from './checks/holdings.ts';
import { checkListing, checkQuotes, checkSession, checkUnderlyingPrice } from './checks/market.ts';
import { checkCollar, checkTick, checkWorth } from './checks/price.ts';
import { checkContracts, checkTradeLoss } from './checks/size.ts';
import { checkHalted, checkReducing } from './checks/trading-state.ts';
import { checkDuplicate, checkRates } from './checks/traffic.ts';
import { areSiblings, hasSameLegs, isExitOf, leftOf } from '../trading/order-groups.ts';
import type { Denial } from './denial.ts';
import type { Check, EffectCheck, QuoteCheck, RiskAccount, RiskContext } from './risk-context.ts';

export type { RiskAccount, RiskContext } from './risk-context.ts';

/** The risk room's say before an order, or a change of one, is sent. An empty answer lets it pass. */
export interface PreTrade {
  /** `working` are the other orders that are not terminal. */
  check(order: Order, account: RiskAccount): readonly Denial[];
  /** Asked once the intent is on disk, right before the broker hears of it: what may have changed meanwhile. */
  lastCheck(order: Order): Denial | null;
  /** The highest net debit per share that a market or stop order may pay; null for others, and while it is not known. */
  collarOf(order: Pick<Order, 'legs' | 'terms' | 'group'>): Money | null;
}

/** Where one of these speaks nothing else is asked: nothing is written of such an order. */
const FIRST: readonly Check[] = [checkHalted, checkRates];
const ALONE: readonly Check[] = [checkUnderlyingPrice, checkSession, checkTick, checkDuplicate, checkHoldings, checkContracts, checkConfidence, checkEvents, checkDayTrades];
/** Of packages all of whose legs are there: prices and requirements of others cannot be reckoned. */
const ON_QUOTES: readonly QuoteCheck[] = [checkQuotes, checkCollar];
const ON_EFFECT: readonly EffectCheck[] = [checkReducing, checkTradeLoss, checkBuyingPower, checkBook, checkDayAtWorst, checkDayLoss];

/** A change that is not answered leaves an order that may fill either way, or first one and then the other. */
function asItMayFill(asked: Order, { changing }: RiskContext): Order {
  const { terms, quantity, collar } = asked;
  return changing === undefined ? asked : { ...changing, pendingChange: { terms, quantity, collar } };
}

/** Without those that it cancels and that are of its package: it stands in their place, and each of them passed by itself. */
export function besidesGroup<Context extends Pick<RiskContext, 'working'>>(order: Order, context: Context): Context {
  if (order.group === undefined) return context;
  return { ...context, working: context.working.filter((other) => !areSiblings(order, other) || !hasSameLegs(order, other)) };
}

/**
 * A change of what waits for an entry changes nothing but what the entry may come to: where that is worse than before,
 * the entry is looked at anew.
 */
function checkEntryOf(order: Order, context: RiskContext, found: Denial[]): void {
  const { changing, exposure, working } = context;
  const entry = working.find((other) => isExitOf(order, other));
  if (changing === undefined || entry === undefined || leftOf(entry) === 0) return;
  const others = working.filter((other) => other !== entry);
  exposure.refresh({ ...context, working: [...others, changing] });
  const before = exposure.effectOf(entry).packageLoss;
  const changed = { ...context, working: [...others, asItMayFill(order, context)], changing: undefined };
  exposure.refresh(changed);
  const effect = exposure.effectOf(entry);
  if (before === null || (effect.packageLoss !== null && effect.packageLoss <= before)) return;
  for (const check of ON_EFFECT) check(entry, changed, effect, found);
}

/** Everything that speaks against an order. `given.working` must not hold the order itself. */
export function checkOrder(order: Order, given: RiskContext): readonly Denial[] {
  const context = besidesGroup(order, given);
  const found: Denial[] = [];
  for (const check of FIRST) check(order, context, found);
  if (found.length > 0) return found;
  checkListing(order, context, found);
  const isListed = found.length === 0;
  for (const check of ALONE) check(order, context, found);
  if (!isListed) return found;
  checkWorth(order, context, found);
  const quoted = packageQuote(order.legs, (symbol) => context.quotes.quote(symbol));
  for (const check of ON_QUOTES) check(order, context, quoted, found);
  context.exposure.refresh(context);
  const effect = context.exposure.effectOf(asItMayFill(order, context));
  for (const check of ON_EFFECT) check(order, context, effect, found);
  checkEntryOf(order, given, found);
  return found;
}
