import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookedResult } from '../../../src-core/ledger/day-start-equity.ts';
import { CENT, fromDollars, money } from '../../../src-core/money.ts';
import type { Order, OrderLeg, OrderTerms } from '../../../src-core/orders/order.ts';
import { LIMIT_NAMES, LIMITS, limitsFrom, type RiskLimits } from '../../../src-core/risk/limits.ts';
import { percentOfEquity } from '../../../src-core/risk/percent-of-equity.ts';
import { TRADING_STATES } from '../../../src-core/risk/trading-state.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { dayAtWorst } from '../../../src-main/risk/checks/day.ts';
import { DENIAL_CODES, type DenialCode, denialText } from '../../../src-main/risk/denial.ts';
import { checkOrder, type RiskContext } from '../../../src-main/risk/pre-trade.ts';
import { isProven } from '../../support/denial-proof.ts';
import { LOOSE_LIMITS } from '../../support/loose-limits.ts';
import { SESSION, TEN, TestQuotes } from '../trading/trading-fixture.ts';
import { bookWith, CALL, effectOn, HIGHER_CALL, hold, LONG_PUT, order, recentOrders, riskContext, SHORT_PUT } from './risk-world.ts';

const SYMBOLS = [LONG_PUT, SHORT_PUT, CALL, HIGHER_CALL];

interface Asked {
  readonly legs: readonly OrderLeg[];
  readonly quantity: number;
  readonly terms: OrderTerms;
  readonly closing: boolean;
  readonly trade: number;
  readonly source: Order['source'];
  readonly signalId: string | undefined;
}

interface Scene {
  readonly bids: readonly number[];
  readonly held: readonly { readonly legs: readonly OrderLeg[]; readonly packages: number }[];
  readonly working: readonly Asked[];
  readonly asked: Asked;
  readonly limits: RiskLimits;
  /** The same was asked for just now. */
  readonly repeats: boolean;
  readonly state: (typeof TRADING_STATES)[number];
  readonly realised: number;
  readonly minute: number;
  readonly dayTrades: number;
  readonly probability: number;
}

const cents = fc.integer({ min: -300, max: 400 }).map((count) => money(count * CENT));
const terms: fc.Arbitrary<OrderTerms> = fc.oneof(
  fc.constant({ type: 'market' } as const),
  cents.map((limit) => ({ type: 'limit', limit }) as const),
  cents.map((stop) => ({ type: 'stop', stop }) as const),
);
const legs = fc
  .subarray(SYMBOLS, { minLength: 1 })
  .chain((symbols) => fc.tuple(...symbols.map((symbol) => fc.record({ symbol: fc.constant(symbol), side: fc.constantFrom('buy' as const, 'sell' as const), ratio: fc.constantFrom(1, 1, 1, 2) }))))
  .filter((all) => all.some(({ ratio }) => ratio === 1));
const asked: fc.Arbitrary<Asked> = fc.record({
  legs,
  quantity: fc.integer({ min: 1, max: 12 }),
  terms,
  closing: fc.boolean(),
  trade: fc.nat({ max: 3 }),
  source: fc.constantFrom('manual' as const, 'automated' as const),
  signalId: fc.constantFrom(undefined, 'signal'),
});
/** Each at its loosest, its tightest or as at first. */
function limitsOf(...choices: readonly ('tight' | 'first' | 'loose')[]): fc.Arbitrary<RiskLimits> {
  return fc.array(fc.constantFrom(...choices), { minLength: LIMIT_NAMES.length, maxLength: LIMIT_NAMES.length }).map((chosen) =>
    limitsFrom((name) => {
      const { safer, lowest, highest, initial } = LIMITS[name];
      const choice = chosen[LIMIT_NAMES.indexOf(name)];
      if (choice === 'first' || safer === 'neither') return initial;
      if (choice === 'loose') return LOOSE_LIMITS[name];
      return safer === 'lower' ? lowest : highest;
    }),
  );
}
const scene: fc.Arbitrary<Scene> = fc.record({
  bids: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 4, maxLength: 4 }),
  held: fc.array(fc.record({ legs, packages: fc.integer({ min: 1, max: 6 }) }), { maxLength: 4 }),
  working: fc.array(asked, { maxLength: 4 }),
  asked,
  limits: limitsOf('tight', 'first', 'loose', 'loose', 'loose'),
  repeats: fc.boolean(),
  state: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'REDUCING', 'HALTED'),
  realised: fc.integer({ min: -4_000, max: 2_000 }),
  minute: fc.integer({ min: 0, max: 410 }),
  dayTrades: fc.nat({ max: 4 }),
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
});
/** What a person would send on a usual day. */
const likely: fc.Arbitrary<Scene> = fc
  .record({ drawn: scene, limits: limitsOf('first', 'loose', 'loose', 'loose'), quantity: fc.integer({ min: 1, max: 3 }), minute: fc.integer({ min: 5, max: 380 }), isMarket: fc.boolean() })
  .map(({ drawn, limits, quantity, minute, isMarket }) => ({
    ...drawn,
    bids: drawn.bids.map((bid) => bid + 1),
    limits,
    minute,
    repeats: false,
    realised: Math.abs(drawn.realised),
    state: drawn.state === 'HALTED' ? 'ACTIVE' : drawn.state,
    asked: { ...drawn.asked, quantity, source: 'manual', terms: isMarket ? { type: 'market' } : drawn.asked.terms },
  }));

function worldOf({ bids, held, working, asked, limits, state, realised, minute, dayTrades, probability, repeats }: Scene): { readonly asked: Order; readonly context: RiskContext } {
  const quotes = new TestQuotes();
  SYMBOLS.forEach((symbol, index) => {
    const bid = bids[index] ?? 0;
    quotes.set(symbol, TEN, bid === 0 ? { bid: null, ask: 0.05, status: 'one_sided' } : { bid: bid / 100, ask: bid / 100 + 0.02 });
  });
  const book = bookWith(24_000);
  held.forEach(({ legs, packages }, index) => hold(book, quotes, legs, packages, `trade ${index}`));
  const orderOf = ({ trade, ...rest }: Asked, more: Partial<Order>): Order =>
    order(rest.legs, rest.terms, { ...rest, tradeId: rest.closing ? `trade ${trade}` : `own ${trade}`, createdAt: SESSION.open + minute * MINUTE - 500, ...more });
  const others = working.map((each) => orderOf(each, { state: 'ACCEPTED' }));
  const context = riskContext({
    book,
    quotes,
    working: others,
    limits,
    now: SESSION.open + minute * MINUTE,
    stateOf: () => ({ state, because: 'a test says so' }),
    today: { realised: fromDollars(realised), commission: fromDollars(12), fees: fromDollars(1) },
    recent: recentOrders(repeats ? [...others, orderOf(asked, { state: 'ACCEPTED' })] : others),
    events: [{ label: 'FOMC', time: '14:00', at: SESSION.open + 270 * MINUTE, extraVariance: 1, halfLifeMinutes: 10 }],
    dayTrades,
    confidenceOf: () => ({ probability, calibrated: probability < 0.9 }),
  });
  return { asked: orderOf(asked, {}), context };
}

describe('over any book, order and limits', () => {
  const seen = new Set<DenialCode>();

  test('every denial names what really was exceeded, by its own numbers', () => {
    fc.assert(
      fc.property(scene, (drawn) => {
        const { asked, context } = worldOf(drawn);
        for (const denial of checkOrder(asked, context)) {
          seen.add(denial.code);
          if (!isProven(denial)) throw new Error(`not exceeded: ${JSON.stringify(denial)}`);
          expect(denialText(denial)).toMatch(/^\S.*\S$/);
        }
      }),
      { numRuns: 3_000 },
    );
    // What cannot come of these: other instruments, times and prices than the scenes have, and what signals say.
    const others: DenialCode[] = ['expired', 'no_underlying_price', 'not_listed', 'off_tick', 'session_not_open', 'message_rate', 'strike_contracts'];
    const missing = DENIAL_CODES.filter((code) => !seen.has(code) && !others.includes(code) && !code.startsWith('signal_'));
    expect(missing).toEqual([]);
  });

  test('what passes leaves the account within its limits, or no further outside; REDUCING raises nothing', () => {
    let passed = 0;
    fc.assert(
      fc.property(likely, (drawn) => {
        const { asked, context } = worldOf(drawn);
        if (checkOrder(asked, context).length > 0) return;
        passed += 1;
        const { limits, equity, today } = context;
        const { before, after, held, packageLoss } = effectOn(context, asked);
        const rises = held.worstCaseRises || held.marginRises;
        if (drawn.state === 'REDUCING') expect(rises).toBe(false);
        if (!rises) return;
        expect(after.worstCaseWithOrders).not.toBeNull();
        const former = dayAtWorst(today, before.leastResultWithOrders) ?? Number.POSITIVE_INFINITY;
        expect(dayAtWorst(today, after.leastResultWithOrders)).toBeLessThanOrEqual(Math.max(former, percentOfEquity(limits.max_day_risk, equity)));
        expect(-bookedResult(today)).toBeLessThanOrEqual(percentOfEquity(limits.daily_loss_limit, equity));
        if (after.marginWithOrders > before.marginWithOrders) expect(after.marginWithOrders).toBeLessThanOrEqual(percentOfEquity(limits.max_margin_use, equity));
        if (!asked.closing) expect(packageLoss).not.toBeNull();
        expect(drawn.state).toBe('ACTIVE');
      }),
      { numRuns: 3_000 },
    );
    expect(passed).toBeGreaterThan(200);
  });
});
