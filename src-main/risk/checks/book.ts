import { UNDERLYINGS, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { money, MONEY_SCALE } from '../../../src-core/money.ts';
import type { LimitName } from '../../../src-core/risk/limits.ts';
import { percentOfEquity } from '../../../src-core/risk/percent-of-equity.ts';
import type { Greek } from '../denial.ts';
import type { ExposureTotals } from '../exposure.ts';
import type { EffectCheck } from '../risk-context.ts';
import { reduces } from './trading-state.ts';

/** An order that frees buying power, or closes without raising the margin, passes whatever the account has left. */
export const checkBuyingPower: EffectCheck = (order, _context, { required, available, marginChange }, found) => {
  if (required === null || required <= available || required <= 0) return;
  if (order.closing && marginChange <= 0) return;
  found.push({ code: 'buying_power', required, available });
};

/** Limits of the book as it would be. What raises neither worst case nor margin is never held up by one. */
export const checkBook: EffectCheck = (order, context, effect, found) => {
  if (order.purpose === 'flatten' || reduces(effect)) return;
  for (const check of LIMITS_OF_THE_BOOK) check(order, context, effect, found);
};

const checkMarginUse: EffectCheck = (_order, { limits, equity }, { before, after }, found) => {
  const margin = after.marginWithOrders;
  const most = percentOfEquity(limits.max_margin_use, equity);
  if (margin > most && margin > before.marginWithOrders) found.push({ code: 'margin_use', margin, most });
};

/** A position is a trade: its package, held or on order, however many of it. */
const checkPositions: EffectCheck = (order, { book, working, limits }, _effect, found) => {
  if (order.closing) return;
  const { underlying } = order;
  const trades = new Set([order.tradeId]);
  let own = 1;
  for (const { symbol, tradeId } of book.holdings()) {
    if (trades.has(tradeId)) continue;
    trades.add(tradeId);
    if (isOf(symbol, underlying)) own += 1;
  }
  for (const { closing, tradeId, underlying: other } of working) {
    if (closing || trades.has(tradeId)) continue;
    trades.add(tradeId);
    if (other === underlying) own += 1;
  }
  const { max_positions: most, max_positions_per_underlying: mostOwn } = limits;
  if (own > mostOwn) found.push({ code: 'positions', of: underlying, positions: own, most: mostOwn });
  if (trades.size > most) found.push({ code: 'positions', of: 'book', positions: trades.size, most });
};

/** The ticker of shares, or of an option's root padded to six. */
function isOf(symbol: string, underlying: Underlying): boolean {
  return symbol.startsWith(underlying) && (symbol.length === underlying.length || symbol[underlying.length] === ' ');
}

const GREEKS = [
  ['delta', 'deltaRange', 'max_delta'],
  ['gamma', 'gammaRange', 'max_gamma'],
  ['vega', 'vegaRange', 'max_vega'],
] as const satisfies readonly (readonly [Greek, string, LimitName])[];

/** A Greek that is not known now exceeds nothing. */
const checkGreeks: EffectCheck = (_order, { limits, equity }, { before, after }, found) => {
  for (const [greek, range, limit] of GREEKS) {
    const most = percentOfEquity(limits[limit], equity);
    for (const [end, sign] of [[0, -1], [1, 1]] as const) {
      const bound = sign * sumOf(after, range, end);
      if (!(bound * MONEY_SCALE > most && bound > sign * sumOf(before, range, end))) continue;
      found.push({ code: 'greek', greek, dollars: money(sign * Math.ceil(bound * MONEY_SCALE)), most });
    }
  }
};

function sumOf({ underlyings }: ExposureTotals, range: (typeof GREEKS)[number][1], end: 0 | 1): number {
  let sum = 0;
  for (const underlying of UNDERLYINGS) sum += underlyings[underlying][range][end];
  return sum;
}

const checkUnderlyingRisk: EffectCheck = ({ underlying }, { limits, equity }, { before, after }, found) => {
  const loss = after.underlyings[underlying].worstCaseWithOrders;
  if (loss === null) return;
  const most = percentOfEquity(limits.max_underlying_risk, equity);
  const rises = loss > (before.underlyings[underlying].worstCaseWithOrders ?? 0);
  if (loss > most && rises) found.push({ code: 'underlying_risk', underlying, loss, most });
};

const checkStrikes: EffectCheck = ({ underlying, legs }, { limits }, { after }, found) => {
  const { shorts } = after.underlyings[underlying];
  const most = limits.max_contracts_per_strike;
  for (const { symbol, side } of legs) {
    const contracts = side === 'sell' ? (shorts.get(symbol) ?? 0) : 0;
    if (contracts > most) found.push({ code: 'strike_contracts', symbol, contracts, most });
  }
};

const LIMITS_OF_THE_BOOK = [checkMarginUse, checkPositions, checkGreeks, checkUnderlyingRisk, checkStrikes];
