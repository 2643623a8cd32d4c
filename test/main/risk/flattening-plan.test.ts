import { beforeEach, describe, expect, test } from 'vitest';
import { toDollars } from '../../../src-core/money.ts';
import type { FlattenStep } from '../../../src-core/contract/risk.ts';
import { LIMITS } from '../../../src-core/risk/limits.ts';
import { type HeldTrade, planFlattening } from '../../../src-main/risk/flattening-plan.ts';
import { leg, option, SHARES } from '../trading/trading-fixture.ts';
import { FlatteningWorld } from './flattening-world.ts';

const PUT_630 = option('put', 630);
const PUT_633 = option('put', 633);
const CALL_645 = option('call', 645);
const CALL_648 = option('call', 648);

let world: FlatteningWorld;

beforeEach(async () => {
  world = await FlatteningWorld.start();
  world.quote(PUT_630, 0.2, 0.22);
  world.quote(PUT_633, 0.5, 0.54);
  world.quote(CALL_645, 0.6, 0.64);
  world.quote(CALL_648, 0.25, 0.27);
  world.quote(SHARES, 640, 640.02);
});

const CONDOR = [leg(PUT_630, 'buy'), leg(PUT_633, 'sell'), leg(CALL_645, 'sell'), leg(CALL_648, 'buy')];

function planned(): readonly FlattenStep[] {
  return planOver().steps;
}

function planOver() {
  const { manager } = world.desk;
  const held = manager.trades().map((trade): HeldTrade => ({ trade, holdings: manager.book.holdingsOf(trade.id) }));
  return planFlattening(held, world.market(), world.clock.now());
}

function said({ kind, state, legs, quantity, text }: FlattenStep) {
  return { kind, state, legs: legs.map(({ symbol, side, ratio }) => `${side} ${ratio} ${symbol}`), quantity, text };
}

function dollars(amount: number | null | undefined): number {
  return (amount ?? Number.NaN) / 10_000;
}

describe('planFlattening', () => {
  test('closes a condor as one package, on a ladder from the mid to the collar, and says what it costs', async () => {
    await world.open(CONDOR, 3);
    const plan = planOver();
    const [step] = plan.steps;
    expect(plan.steps).toHaveLength(1);
    // Natural: buys back 0.54 + 0.64, sells 0.20 + 0.25; mid 0.52 + 0.62 - 0.21 - 0.26; four legs pay 56 % of the 0.06 between.
    expect(step?.ladder.map(toDollars)).toEqual([0.67, 0.71, 0.73, 1.23]);
    expect(step).toMatchObject({ kind: 'package', state: 'planned', quantity: 3, strategy: 'iron condor' });
    const fees = dollars(step?.atMid) - 0.67 * 300;
    expect(fees).toBeGreaterThan(0);
    expect(dollars(plan.expected)).toBeCloseTo(0.71 * 300 + fees, 6);
    expect(dollars(plan.atWorst)).toBeCloseTo(1.23 * 300 + fees, 6);
    expect(plan.seconds).toBe(4 * LIMITS.ladder_seconds.initial);
  });

  test('never offers more for a package than it can come to cost, and sells nothing for nothing', async () => {
    await world.open([leg(CALL_645, 'buy'), leg(CALL_648, 'sell')]);
    await world.open([leg(PUT_630, 'buy')]);
    const ladders = planned().map(({ ladder }) => ladder.map(toDollars));
    expect(ladders[0]?.at(-1)).toBe(0);
    expect(ladders[1]).toEqual([-0.21, -0.2, -0.01]);
  });

  test('takes what has no bound first, then the greatest loss; longs come last', async () => {
    const long = await world.open([leg(PUT_630, 'buy')]);
    const narrow = await world.open([leg(CALL_645, 'sell'), leg(CALL_648, 'buy')]);
    const wide = await world.open([leg(CALL_645, 'sell'), leg(CALL_648, 'buy')], 4);
    const naked = await world.open([leg(CALL_645, 'sell')]);
    const strangle = await world.open([leg(PUT_633, 'sell'), leg(CALL_645, 'sell')]);
    expect(planned().map(({ tradeId }) => tradeId)).toEqual([naked, strangle, wide, narrow, long]);
  });

  test('keeps a ratio spread together, and a part closed by hand in whole packages', async () => {
    const trade = await world.open([leg(CALL_645, 'buy'), leg(CALL_648, 'sell', 2)], 3);
    await world.place([leg(CALL_648, 'buy')], { tradeId: trade, quantity: 1 });
    await world.desk.at(world.clock.now() + 200);
    expect(planned().map(said)).toEqual([
      { kind: 'package', state: 'planned', legs: [`sell 1 ${CALL_645}`, `buy 2 ${CALL_648}`], quantity: 2, text: null },
      { kind: 'short', state: 'planned', legs: [`buy 1 ${CALL_648}`], quantity: 1, text: null },
      { kind: 'long', state: 'planned', legs: [`sell 1 ${CALL_645}`], quantity: 1, text: null },
    ]);
  });

  test('leaves a wing that nobody bids for, at no cost', async () => {
    await world.open(CONDOR);
    world.quote(CALL_648, null, 0.01);
    const plan = planOver();
    expect(plan.steps.map(said)).toEqual([
      { kind: 'package', state: 'planned', legs: [`sell 1 ${PUT_630}`, `buy 1 ${PUT_633}`, `buy 1 ${CALL_645}`], quantity: 1, text: null },
      { kind: 'long', state: 'left', legs: [`sell 1 ${CALL_648}`], quantity: 1, text: 'nobody bids for the SPY 648 call; it is left to lapse' },
    ]);
    expect(plan.atMid).not.toBeNull();
  });

  test('closes the other side while a short that nobody offers waits, with the long that covers it', async () => {
    await world.open(CONDOR);
    world.quote(CALL_645, 0.6, null);
    const plan = planOver();
    expect(plan.steps.map(said)).toEqual([
      { kind: 'package', state: 'planned', legs: [`sell 1 ${PUT_630}`, `buy 1 ${PUT_633}`], quantity: 1, text: null },
      { kind: 'short', state: 'waiting', legs: [`buy 1 ${CALL_645}`], quantity: 1, text: 'waiting: nobody offers the SPY 645 call' },
      { kind: 'long', state: 'waiting', legs: [`sell 1 ${CALL_648}`], quantity: 1, text: 'waiting: it covers the SPY 645 call' },
    ]);
    expect(plan.atWorst).toBeNull();
  });

  test('buys a short back at the offer where nobody bids', async () => {
    await world.open([leg(CALL_645, 'sell'), leg(CALL_648, 'buy')]);
    world.quote(CALL_645, null, 0.02);
    const [short, long] = planned();
    expect(short).toMatchObject({ kind: 'short', state: 'planned' });
    expect(short?.ladder.map(toDollars)).toEqual([0.01, 0.02, 0.52]);
    expect(long).toMatchObject({ kind: 'long', state: 'planned' });
  });

  test('waits with the whole package while the feed is stale, but not for one quote that was left behind', async () => {
    await world.open(CONDOR);
    for (const { symbol } of CONDOR) world.quote(symbol, 0.2, 0.3, { status: 'stale' });
    expect(planned().map(said)).toMatchObject([{ kind: 'package', state: 'waiting', text: 'waiting: the quote of the SPY 630 put is stale' }]);
    world.clock.set(world.clock.now() + 60_000);
    for (const { symbol } of CONDOR.slice(1)) world.quote(symbol, 0.2, 0.3);
    expect(planned().map(({ kind, state, legs }) => [kind, state, legs.length])).toEqual([
      ['package', 'planned', 3],
      ['long', 'waiting', 1],
    ]);
  });
});
