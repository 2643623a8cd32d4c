import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type InstrumentSymbol, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { OrderLeg, TradeId } from '../../../src-core/orders/order.ts';
import { realChecks } from '../trading/trading-desk.ts';
import { leg, option } from '../trading/trading-fixture.ts';
import { FlatteningWorld, type WorldOptions } from './flattening-world.ts';

const PUTS = [option('put', 627), option('put', 630), option('put', 633)] as const;
const CALLS = [option('call', 645), option('call', 648), option('call', 651)] as const;
const ALL: readonly InstrumentSymbol[] = [...PUTS, ...CALLS];

const STRUCTURES: readonly (readonly OrderLeg[])[] = [
  [leg(PUTS[1], 'buy'), leg(PUTS[2], 'sell'), leg(CALLS[0], 'sell'), leg(CALLS[1], 'buy')],
  [leg(PUTS[0], 'buy'), leg(PUTS[1], 'sell', 2), leg(PUTS[2], 'buy')],
  [leg(CALLS[0], 'buy'), leg(CALLS[1], 'sell', 2)],
  [leg(PUTS[2], 'sell'), leg(CALLS[0], 'sell')],
  [leg(CALLS[0], 'sell'), leg(CALLS[2], 'buy')],
  [leg(PUTS[1], 'buy')],
];

const OPTIONS: WorldOptions = { latency: { least: 40, most: 160 }, capital: fromDollars(1_000_000), risk: realChecks };

type Step =
  | { readonly kind: 'quote'; readonly symbol: number; readonly bid: number; readonly spread: number; readonly size: number; readonly how: 'whole' | 'no bid' | 'no ask' | 'stale' | 'absent' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'by hand'; readonly trade: number; readonly leg: number }
  | { readonly kind: 'cancel' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('quote' as const),
      symbol: fc.nat({ max: ALL.length - 1 }),
      bid: fc.integer({ min: 1, max: 150 }),
      spread: fc.integer({ min: 1, max: 6 }),
      size: fc.integer({ min: 0, max: 4 }),
      how: fc.constantFrom('whole' as const, 'whole' as const, 'whole' as const, 'no bid' as const, 'no ask' as const, 'stale' as const, 'absent' as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.integer({ min: 100, max: 8_000 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('by hand' as const), trade: fc.nat({ max: 2 }), leg: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' } as const) },
);

/** Contracts of a right that a trade is short beyond those it is long. */
function uncovered(held: Record<string, number>, right: 'call' | 'put'): number {
  let net = 0;
  for (const [symbol, quantity] of Object.entries(held)) {
    const instrument = parseSymbol(symbol);
    if (instrument.kind === 'option' && instrument.right === right) net -= quantity;
  }
  return Math.max(0, net);
}

class Watched {
  readonly world: FlatteningWorld;
  readonly #before = new Map<TradeId, Record<string, number>>();

  private constructor(world: FlatteningWorld) {
    this.world = world;
  }

  static async start(opened: readonly (readonly [structure: number, quantity: number])[]): Promise<Watched> {
    const world = await FlatteningWorld.start(OPTIONS);
    for (const [index, symbol] of ALL.entries()) world.quote(symbol, 0.3 + 0.1 * index, 0.34 + 0.1 * index);
    const watched = new Watched(world);
    for (const [structure, quantity] of opened) {
      const trade = await world.open(STRUCTURES[structure] ?? [], quantity);
      watched.#before.set(trade, world.held(trade));
    }
    return watched;
  }

  get trades(): readonly TradeId[] {
    return [...this.#before.keys()];
  }

  /** No trade holds more than it did, nothing has crossed zero, and no short has lost a long that covered it. */
  check(): void {
    for (const [trade, before] of this.#before) {
      const now = this.world.held(trade);
      for (const [symbol, quantity] of Object.entries(now)) {
        const was = before[symbol] ?? 0;
        expect(Math.sign(quantity)).toBe(Math.sign(was));
        expect(Math.abs(quantity)).toBeLessThanOrEqual(Math.abs(was));
      }
      for (const right of ['call', 'put'] as const) expect(uncovered(now, right)).toBeLessThanOrEqual(uncovered(before, right));
    }
  }

  async step(step: Step): Promise<void> {
    const { world } = this;
    switch (step.kind) {
      case 'quote': {
        const { symbol: index, bid, spread, size, how } = step;
        const sides = { bid: how === 'no bid' || how === 'absent' ? null : bid / 100, ask: how === 'no ask' || how === 'absent' ? null : (bid + spread) / 100 };
        world.quote(ALL[index] ?? PUTS[0], sides.bid, sides.ask, { bidSize: size, askSize: size, ...(how === 'stale' && { status: 'stale' as const }) });
        await world.pass(100);
        break;
      }
      case 'wait':
        await world.pass(step.milliseconds, 250);
        break;
      case 'restart':
        await world.restart(OPTIONS);
        break;
      case 'by hand': {
        // A trader who buys a short back meanwhile: what is bounded more tightly must not confuse the run.
        const trade = this.trades[step.trade] ?? '';
        const short = Object.entries(world.held(trade)).filter(([, quantity]) => quantity < 0)[step.leg];
        const symbol = ALL.find((one) => one === short?.[0]);
        if (symbol !== undefined) await world.place([leg(symbol, 'buy')], { tradeId: trade }).catch(() => undefined);
        await world.pass(100);
        break;
      }
      case 'cancel':
        await world.desk.manager.cancelAll();
        await world.pass(100);
    }
    this.check();
  }
}

describe('a flattening over any tape of quotes', () => {
  test('never leaves a short without what covered it, never closes more than was held, and ends with nothing to close', { timeout: 60_000 }, async () => {
    let closed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: STRUCTURES.length - 1 }), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 3 }),
        fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }),
        async (opened, steps) => {
          const watched = await Watched.start(opened);
          const { world } = watched;
          world.run.start(null);
          for (const one of steps) await watched.step(one);
          // Whatever came: once the market is whole again the run comes to its end, be it begun again by hand.
          for (const [index, symbol] of ALL.entries()) world.quote(symbol, 0.3 + 0.1 * index, 0.34 + 0.1 * index);
          if (watched.trades.some((trade) => Object.keys(world.held(trade)).length > 0)) world.run.start(null);
          for (let rounds = 0; rounds < 40 && world.run.running; rounds += 1) {
            for (const [index, symbol] of ALL.entries()) world.quote(symbol, 0.3 + 0.1 * index, 0.34 + 0.1 * index);
            await world.pass(5_000, 250);
            watched.check();
          }
          expect(watched.trades.map((trade) => world.held(trade))).toEqual(watched.trades.map(() => ({})));
          expect(world.run.view()?.state ?? 'done').toBe('done');
          expect(world.desk.notices).toEqual([]);
          closed += watched.trades.length;
        },
      ),
      { numRuns: 60 },
    );
    expect(closed).toBeGreaterThan(60);
  });
});
