import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { OrderLeg, TradeId } from '../../../src-core/orders/order.ts';
import type { ExitAmount, ExitPlan } from '../../../src-core/risk/exits.ts';
import { SECOND } from '../../../src-core/time.ts';
import { PASS_ALL } from '../trading/trading-desk.ts';
import { leg, limit, request } from '../trading/trading-fixture.ts';
import { CALL_645, CALL_648, CONDOR, ExitsWorld, PUT_630, PUT_633 } from './exits-world.ts';

const ALL: readonly InstrumentSymbol[] = [PUT_630, PUT_633, CALL_645, CALL_648];
const STRUCTURES: readonly (readonly OrderLeg[])[] = [CONDOR, [leg(CALL_645, 'sell'), leg(CALL_648, 'buy')], [leg(PUT_633, 'buy')], [leg(PUT_633, 'sell'), leg(CALL_645, 'sell')]];

const amount = fc.option(fc.oneof(fc.record({ unit: fc.constant('percent' as const), value: fc.integer({ min: 1, max: 90 }) }), fc.record({ unit: fc.constant('dollars' as const), value: fc.integer({ min: 1, max: 60 }).map(fromDollars) })), { nil: null }) as fc.Arbitrary<ExitAmount | null>;

type Step =
  | { readonly kind: 'quote'; readonly symbol: number; readonly bid: number; readonly spread: number; readonly size: number; readonly how: 'whole' | 'no bid' | 'no ask' | 'stale' | 'absent' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'restart' | 'cancel all' | 'kill' | 'resume' | 'flatten' | 'leave' }
  | { readonly kind: 'plan'; readonly trade: number; readonly target: ExitAmount | null; readonly stop: ExitAmount | null; readonly trailing: ExitAmount | null; readonly inSeconds: number | null }
  | { readonly kind: 'close by hand'; readonly trade: number; readonly part: boolean; readonly at: number; readonly makesRoom: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('quote' as const),
      symbol: fc.nat({ max: ALL.length - 1 }),
      bid: fc.integer({ min: 1, max: 120 }),
      spread: fc.integer({ min: 1, max: 5 }),
      size: fc.integer({ min: 0, max: 3 }),
      how: fc.constantFrom('whole' as const, 'whole' as const, 'whole' as const, 'no bid' as const, 'no ask' as const, 'stale' as const, 'absent' as const),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.integer({ min: 50, max: 9_000 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('plan' as const), trade: fc.nat({ max: 2 }), target: amount, stop: amount, trailing: amount, inSeconds: fc.option(fc.integer({ min: 1, max: 30 }), { nil: null }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('close by hand' as const), trade: fc.nat({ max: 2 }), part: fc.boolean(), at: fc.integer({ min: -100, max: 300 }), makesRoom: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('restart' as const, 'restart' as const, 'cancel all' as const, 'kill' as const, 'resume' as const, 'flatten' as const, 'leave' as const) }) },
);

const PLAN = { target: null, stop: null, trailing: null, at: null, minutesBeforeEnd: null } as const satisfies ExitPlan;

class Watched {
  readonly world: ExitsWorld;
  readonly #opened = new Map<TradeId, Record<string, number>>();
  readonly #placed: string[] = [];
  #number = 100;
  /** Whether the risk checks would refuse what is more than is held. */
  readonly #gated: boolean;

  private constructor(world: ExitsWorld, gated: boolean) {
    this.world = world;
    this.#gated = gated;
  }

  static async start(opened: readonly (readonly [structure: number, quantity: number])[], gated: boolean): Promise<Watched> {
    const world = await ExitsWorld.start({ latency: { least: 40, most: 700 }, capital: fromDollars(1_000_000), limits: { confirm_seconds: 2, ladder_seconds: 2 }, ...(!gated && { risk: () => PASS_ALL }) });
    const watched = new Watched(world, gated);
    for (const [structure, quantity] of opened) {
      const id = await world.place(STRUCTURES[structure] ?? [], { quantity });
      await world.desk.at(world.clock.now() + 1_000);
      const trade = world.orders.order(id)?.tradeId ?? '';
      watched.#opened.set(trade, world.held(trade));
    }
    return watched;
  }

  get trades(): readonly TradeId[] {
    return [...this.#opened.keys()];
  }

  /** Nothing has crossed zero or grown, no more than is held is on its way, and of the exits at most one order a trade. */
  check(): void {
    for (const [trade, before] of this.#opened) {
      const now = this.world.held(trade);
      const working = this.world.orders.working().filter((order) => order.tradeId === trade);
      expect(working.filter(({ purpose }) => purpose === 'exit').length).toBeLessThanOrEqual(1);
      for (const [symbol, quantity] of Object.entries(before)) {
        const held = now[symbol] ?? 0;
        expect(Math.abs(held)).toBeLessThanOrEqual(Math.abs(quantity));
        expect(held * quantity).toBeGreaterThanOrEqual(0);
        const closing = working.reduce((sum, order) => sum + (order.quantity - order.filledQuantity) * (order.legs.find((one) => one.symbol === symbol)?.ratio ?? 0), 0);
        expect(closing).toBeLessThanOrEqual(Math.abs(held));
      }
    }
    if (this.world.halted !== null) expect(this.world.sent().filter(({ createdAt }) => createdAt > this.#haltedAt)).toEqual([]);
  }
  #haltedAt = Number.POSITIVE_INFINITY;

  async step(step: Step): Promise<void> {
    const { world } = this;
    switch (step.kind) {
      case 'quote': {
        const { symbol: index, bid, spread, size, how } = step;
        const sides = { bid: how === 'no bid' || how === 'absent' ? null : bid / 100, ask: how === 'no ask' || how === 'absent' ? null : (bid + spread) / 100 };
        world.quote(ALL[index] ?? PUT_630, sides.bid, sides.ask, { bidSize: size, askSize: size, ...(how === 'stale' && { status: 'stale' as const }) });
        await world.pass(100);
        break;
      }
      case 'wait':
        await this.#wait(step.milliseconds);
        break;
      case 'restart':
        await world.restart();
        break;
      case 'cancel all':
        await world.orders.cancelAll();
        break;
      case 'kill':
        world.halted = 'all';
        this.#haltedAt = world.clock.now();
        world.exits.stop();
        world.orders.emergencyCancel();
        break;
      case 'resume':
        world.halted = null;
        break;
      case 'flatten':
        for (const trade of this.trades) world.flattened.add(trade);
        break;
      case 'leave':
        world.flattened.clear();
        break;
      case 'plan': {
        const { target, stop, trailing, inSeconds } = step;
        const at = inSeconds === null ? null : world.clock.now() + inSeconds * SECOND;
        await tolerated(world.exits.set(this.trades[step.trade] ?? '', { ...PLAN, target, stop, trailing, at }));
        break;
      }
      case 'close by hand':
        await this.#closeByHand(step);
    }
    this.check();
  }

  async #wait(milliseconds: number): Promise<void> {
    const until = this.world.clock.now() + milliseconds;
    while (this.world.clock.now() < until) {
      await this.world.pass(Math.min(250, until - this.world.clock.now()), undefined, 125);
      this.check();
    }
  }

  async #closeByHand({ trade: index, part, at, makesRoom }: Extract<Step, { kind: 'close by hand' }>): Promise<void> {
    const { world } = this;
    const trade = this.trades[index] ?? '';
    const held = world.orders.book.holdingsOf(trade);
    if (held.length === 0) return;
    const closed = part ? held.slice(0, 1) : held;
    const most = Math.min(...closed.map(({ quantity }) => Math.abs(quantity)));
    this.#number += 1;
    const own = request(this.#number, closed.map(({ symbol, quantity }) => leg(symbol, quantity > 0 ? 'sell' : 'buy')), limit(at / 100), { tradeId: trade, quantity: most });
    if (makesRoom) await tolerated(Promise.all([Promise.race([world.exits.makeRoom(trade), world.pass(2_000)]), world.pass(1_000)]));
    // Nothing but the checks keeps a person from sending more than is held.
    if (!this.#gated && world.orders.working().some(({ tradeId }) => tradeId === trade)) return;
    await tolerated(world.orders.place(own));
    this.#placed.push(own.id);
  }

  /** What a person has resting would keep the exits away. */
  async endOwn(): Promise<void> {
    for (const id of this.#placed) {
      const order = this.world.orders.order(id);
      if (order !== undefined && !isTerminal(order.state)) await tolerated(this.world.orders.cancel(id));
    }
  }
}

async function tolerated(asked: Promise<unknown>): Promise<void> {
  await asked.catch((error: unknown) => {
    if (!(error instanceof ContractFailure)) throw error;
  });
}

describe('exits over any tape of quotes, fills, cancels, halts and crashes', () => {
  test('never close more than is held, never have two orders of a trade, and close in the end', { timeout: 120_000 }, async () => {
    let closed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: STRUCTURES.length - 1 }), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 3 }),
        fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }),
        fc.boolean(),
        async (opened, steps, gated) => {
          const watched = await Watched.start(opened, gated);
          const { world } = watched;
          for (const one of steps) await watched.step(one);
          // Whatever came: once the market is whole and nobody keeps them from it, exits by the time close everything.
          world.halted = null;
          world.flattened.clear();
          await watched.endOwn();
          for (const trade of watched.trades) await tolerated(world.exits.set(trade, { ...PLAN, at: world.clock.now() + SECOND }));
          for (let rounds = 0; rounds < 60 && watched.trades.some((trade) => Object.keys(world.held(trade)).length > 0); rounds += 1) {
            world.quoteAll();
            await world.pass(2_000, undefined, 250);
            watched.check();
          }
          expect(watched.trades.map((trade) => world.held(trade))).toEqual(watched.trades.map(() => ({})));
          expect(world.notices).toEqual([]);
          expect(world.desk.notices).toEqual([]);
          closed += watched.trades.length;
        },
      ),
      { numRuns: 100 },
    );
    expect(closed).toBeGreaterThan(100);
  });
});
