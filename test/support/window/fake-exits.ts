import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { operations } from '../../../src-core/contract/operations.ts';
import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { type Right, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars, subtract, times, ZERO } from '../../../src-core/money.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { exitBases, exitLevels } from '../../../src-core/risk/exit-levels.ts';
import { exitProblems } from '../../../src-core/risk/exit-problems.ts';
import { type ExitPlan, type ExitView, NO_EXIT } from '../../../src-core/risk/exits.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { OPEN } from './fake-session.ts';

const DATE = parseIsoDate('2026-11-20');
const LAST_TRADE = OPEN + 6.75 * 60 * MINUTE;
const SESSION = { open: OPEN, lastTrade: LAST_TRADE };
const COMMISSION = fromDollars(2.6);
const FEES = fromDollars(0.31);

interface Held {
  readonly strategy: string;
  readonly legs: readonly (readonly [right: Right, strike: number, quantity: number])[];
  readonly packages: number;
  /** Net debits per share, as opened and now across the spread. */
  readonly entry: number;
  readonly now: number | null;
  readonly plan: ExitPlan;
  readonly how?: Partial<Pick<ExitView, 'state' | 'reason' | 'text' | 'best'>> & { readonly ago?: number };
}

const percent = (value: number) => ({ unit: 'percent', value }) as const;
const dollars = (value: number) => ({ unit: 'dollars', value: fromDollars(value) }) as const;

const HELD: readonly Held[] = [
  { strategy: 'iron condor', legs: [['put', 604, 1], ['put', 607, -1], ['call', 617, -1], ['call', 620, 1]], packages: 2, entry: -0.81, now: -0.58, plan: { ...NO_EXIT, target: percent(50), stop: percent(50), minutesBeforeEnd: 30 } },
  { strategy: 'bear call spread', legs: [['call', 615, -1], ['call', 618, 1]], packages: 3, entry: -0.62, now: -1.31, plan: { ...NO_EXIT, target: percent(60), stop: dollars(200) }, how: { state: 'confirming', reason: 'stop', ago: 3_000 } },
  { strategy: 'long straddle', legs: [['call', 612, 1], ['put', 612, 1]], packages: 1, entry: 3.38, now: 3.92, plan: { ...NO_EXIT, trailing: percent(20), at: OPEN + 375 * MINUTE }, how: { best: fromDollars(88.4) } },
  { strategy: 'bull put spread', legs: [['put', 606, -1], ['put', 603, 1]], packages: 2, entry: -0.44, now: -0.71, plan: { ...NO_EXIT, target: percent(80), stop: percent(25), trailing: dollars(60) }, how: { state: 'closing', reason: 'stop', text: 'closing at 0.73 debit' } },
  { strategy: 'long call', legs: [['call', 621, 1]], packages: 4, entry: 0.36, now: null, plan: { ...NO_EXIT, minutesBeforeEnd: 150 }, how: { state: 'stuck', reason: 'end', text: 'given up after 5 attempts: the quote of the SPY 621 call is stale' } },
  { strategy: 'short strangle', legs: [['put', 603, -1], ['call', 621, -1]], packages: 1, entry: -0.55, now: -0.5, plan: NO_EXIT },
];

/** Made-up positions whose exits stand in every way, and can be set. */
export class FakeExits {
  readonly #now: () => number;
  readonly #plans = new Map<string, ExitPlan>();

  constructor(now: () => number) {
    this.#now = now;
  }

  packages(): PackageView[] {
    return HELD.map((held, index) => {
      const result = resultOf(held);
      const way = (more: number) => (result === null ? null : add(result, fromDollars(more)));
      const ways = { optimistic: way(18), expected: way(9), pessimistic: way(0) };
      return {
        tradeId: idOf(index),
        underlying: 'SPY',
        strategy: held.strategy,
        signalId: null,
        status: 'open',
        openedAt: OPEN + (60 - index) * MINUTE,
        closedAt: null,
        quantity: held.packages,
        entry: held.entry,
        mid: held.now === null ? null : held.now + 0.03,
        natural: held.now,
        legs: held.legs.map(([right, strike, quantity]) => ({
          symbol: symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right, strike: fromDollars(strike) }),
          quantity: quantity * held.packages,
          averagePrice: 0.42,
          bid: 0.4,
          ask: 0.42,
          mid: 0.41,
          greeks: { delta: 12.1 * quantity, gamma: 3.2, theta: -21, vega: 1.8 },
          unrealisedMid: fromDollars(4),
          unrealisedLiquidation: fromDollars(2),
        })),
        greeks: { delta: -14.2, gamma: -3.1, theta: 42, vega: -6.4 },
        realised: ZERO,
        unrealised: ways,
        profit: ways,
        commission: COMMISSION,
        fees: FEES,
        margin: fromDollars(438),
        maximumLoss: fromDollars(438),
      };
    });
  }

  views(): ExitView[] {
    return HELD.map((held, index) => this.#view(held, index));
  }

  /** null for what is not of exits. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    if (operation !== 'exits.set') return null;
    const { tradeId, plan } = operations['exits.set'].input.parse(input);
    const index = HELD.findIndex((_, index) => idOf(index) === tradeId);
    const held = HELD[index];
    if (held === undefined) return Promise.reject(new ContractFailure({ code: 'not_found', message: 'there is no such trade' }));
    const [problem] = exitProblems(plan, basesOf(held), SESSION, this.#now());
    if (problem !== undefined) return Promise.reject(new ContractFailure({ code: 'bad_input', field: `plan.${problem.field}`, message: `plan.${problem.field}: ${problem.message}` }));
    this.#plans.set(tradeId, plan);
    return Promise.resolve(this.#view(held, index));
  }

  #view(held: Held, index: number): ExitView {
    const tradeId = idOf(index);
    const plan = this.#plans.get(tradeId) ?? held.plan;
    const { ago = 0, ...how } = this.#plans.has(tradeId) ? {} : (held.how ?? {});
    const bases = basesOf(held);
    const levels = exitLevels(plan, bases);
    const end = plan.minutesBeforeEnd === null || plan.minutesBeforeEnd === 0 ? null : LAST_TRADE - plan.minutesBeforeEnd * MINUTE;
    return {
      tradeId,
      plan,
      bases,
      targetAt: levels.target,
      stopAt: levels.stop,
      trailingAt: levels.trailing === null || how.best === undefined || how.best === null ? null : subtract(how.best, levels.trailing),
      closesAt: plan.at ?? end,
      accountClosesAt: null,
      result: resultOf(held),
      best: null,
      state: 'watching',
      reason: null,
      since: ago === 0 ? null : this.#now() - ago,
      text: null,
      ...how,
    };
  }
}

function idOf(index: number): string {
  return `00000000-0000-4000-8000-00000000010${index}`;
}

function basesOf({ legs, packages, entry }: Held) {
  const opened: OrderLeg[] = legs.map(([right, strike, quantity]) => ({
    symbol: symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right, strike: fromDollars(strike) }),
    side: quantity > 0 ? 'buy' : 'sell',
    ratio: Math.abs(quantity),
  }));
  return exitBases({ legs: opened, openCost: times(fromDollars(entry), packages * 100), openedQuantity: packages, commission: COMMISSION, fees: FEES });
}

function resultOf({ now, entry, packages }: Held) {
  if (now === null) return null;
  return subtract(times(fromDollars(now - entry), packages * 100), add(COMMISSION, FEES));
}
