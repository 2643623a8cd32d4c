import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { type Booked, bookedResult } from '../../../src-core/ledger/day-start-equity.ts';
import { add, fromDollars, type Money, money, negate } from '../../../src-core/money.ts';
import { isTerminal } from '../../../src-core/orders/life-cycle.ts';
import { DAY_TRADE_RULE, dayTradeRegime } from '../../../src-core/risk/day-trade-rule.ts';
import { percentOfEquity } from '../../../src-core/risk/percent-of-equity.ts';
import type { Check, EffectCheck } from '../risk-context.ts';
import { reduces } from './trading-state.ts';

/**
 * What the day has cost so far and may still cost at expiry, by the book alone; null without bound, never below 0.
 * `leastResult` is of all that is held and on order: a gain that is sure pays for what was booked.
 */
export function dayAtWorst(today: Booked, leastResult: Money | null): Money | null {
  return leastResult === null ? null : money(Math.max(0, -add(bookedResult(today), leastResult)));
}

/** The whole day at its worst, whatever of what is on order fills and wherever prices end. */
export const checkDayAtWorst: EffectCheck = (order, { today, limits, equity }, effect, found) => {
  if (order.purpose === 'flatten' || (order.closing && reduces(effect))) return;
  const { leastResultWithOrders, underlyings } = effect.after;
  const loss = dayAtWorst(today, leastResultWithOrders);
  if (loss === null) {
    // A package without bound, or without a price, has been spoken of.
    if (effect.required === null || (!order.closing && effect.packageLoss === null)) return;
    const underlying = UNDERLYINGS.find((each) => underlyings[each].leastResultWithOrders === null) ?? order.underlying;
    found.push({ code: 'undefined_risk', of: 'book', underlying });
    return;
  }
  const most = percentOfEquity(limits.max_day_risk, equity);
  // A worst case may stay at nothing while a gain that was to pay for losses elsewhere shrinks.
  const before = dayAtWorst(today, effect.before.leastResultWithOrders);
  if (loss > most && (before === null || loss > before)) found.push({ code: 'day_at_worst', loss, most });
};

/** Once a day has lost its limit nothing more is risked that day. */
export const checkDayLoss: EffectCheck = (order, { today, limits, equity }, effect, found) => {
  if (order.purpose === 'flatten' || reduces(effect)) return;
  const loss = negate(bookedResult(today));
  const most = percentOfEquity(limits.daily_loss_limit, equity);
  if (loss > most) found.push({ code: 'day_loss', loss, most });
};

/** Every trade that is opened today may be closed today: each counts as the day trade that it may become. */
export const checkDayTrades: Check = (order, { limits, equity, session, book, recent, dayTrades }, found) => {
  if (limits.pattern_day_trading === 0 || order.closing || dayTradeRegime(session.date) === 'gone') return;
  const least = fromDollars(DAY_TRADE_RULE.equity);
  if (equity >= least) return;
  const trades = new Set([order.tradeId]);
  const held = new Set(book.holdings().map(({ tradeId }) => tradeId));
  for (const other of recent.ordersAfter(newYorkTime(session.date, '00:00'))) {
    if (!other.closing && (held.has(other.tradeId) || !isTerminal(other.state))) trades.add(other.tradeId);
  }
  const { most } = DAY_TRADE_RULE;
  if (dayTrades + trades.size > most) found.push({ code: 'day_trades', done: dayTrades, open: trades.size, most, equity, least });
};
