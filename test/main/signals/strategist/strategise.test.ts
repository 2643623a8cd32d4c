import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSymbol } from '../../../../src-core/instruments/instrument.ts';
import { Book } from '../../../../src-core/ledger/book.ts';
import { scheduleOn } from '../../../../src-core/ledger/fees.ts';
import { lognormalDistribution } from '../../../../src-core/market/lognormal-distribution.ts';
import { isUsable } from '../../../../src-core/market/quote.ts';
import { add, fromDollars, type Money, times, toDollars } from '../../../../src-core/money.ts';
import { candidateSchema, type Candidate } from '../../../../src-core/signals/candidate.ts';
import { type Evidence, OUTLOOKS, type Outlook } from '../../../../src-core/signals/evidence.ts';
import { marginRequirement } from '../../../../src-core/strategies/margin.ts';
import { structureName } from '../../../../src-core/strategies/structure.ts';
import { HOUR, MINUTE } from '../../../../src-core/time.ts';
import { previewOf } from '../../../../src-main/operations/views/preview.ts';
import { breakEvenTilt } from '../../../../src-main/signals/strategist/break-even-tilt.ts';
import { STRATEGIST_RULES } from '../../../../src-main/signals/strategist/rules.ts';
import type { Strategy } from '../../../../src-main/signals/strategist/strategise.ts';
import { tradingSession } from '../../market-data/session.ts';
import { riskContext } from '../../risk/risk-world.ts';
import { evidenceOf, quoted, type QuotedOption, recorded, type Scene, simulated } from './chains.ts';

const session = tradingSession('2026-08-21');
const MORNING = simulated(session, 3, 1);
const AFTERNOON = simulated(session, 5, 4);
const recordedFile = '../shared/sessions/spy-0dte-5min-cboe/chains/SPY_2026-07-28.csv.gz';

const FITTING: Readonly<Record<Outlook, readonly string[]>> = {
  up: ['long call', 'bull call spread', 'bull put spread', 'broken-wing put butterfly'],
  down: ['long put', 'bear put spread', 'bear call spread', 'broken-wing call butterfly'],
  calm: ['iron condor', 'iron butterfly', 'broken-wing put butterfly', 'broken-wing call butterfly'],
  wild: ['long straddle', 'long strangle'],
};

function structuresOf({ candidates }: Strategy): string[] {
  return [...new Set(candidates.map(({ structure }) => structure))];
}

function contracts(candidate: Candidate) {
  return candidate.legs.map(({ symbol, side, ratio }) => {
    const instrument = parseSymbol(symbol);
    if (instrument.kind !== 'option') throw new Error(`${symbol} is no option`);
    return { instrument, quantity: side === 'buy' ? ratio : -ratio, strike: toDollars(instrument.strike), right: instrument.right };
  });
}

/** Result at expiry in dollars, one package with entry fees, from the legs alone. */
function resultAt(candidate: Candidate, price: number): number {
  const payoff = contracts(candidate).reduce((sum, { quantity, strike, right }) => sum + 100 * quantity * Math.max(0, right === 'call' ? price - strike : strike - price), 0);
  return payoff - 100 * toDollars(candidate.natural) - toDollars(candidate.fees.entry);
}

/** What holds of every candidate, refused or not. */
function checkCandidate(candidate: Candidate, scene: Scene, outlook: Outlook): void {
  expect(candidateSchema.parse(candidate)).toEqual(candidate);
  const { structure, legs, natural, mid, expected, maximumGain, maximumLoss, base, target, stop, plan, atExpiry, fees } = candidate;
  expect(FITTING[outlook]).toContain(structure);
  expect([structure, `long ${structure}`]).toContain(structureName(legs));
  const held = contracts(candidate);
  for (const [i, { strike }] of held.entries()) expect(strike).toBeGreaterThanOrEqual(held[i - 1]?.strike ?? 0);
  for (const { symbol } of legs) expect(isUsable(scene.market.quote(symbol))).toBe(true);
  expect(natural).toBeGreaterThanOrEqual(mid);
  expect(expected).toBeGreaterThanOrEqual(mid);
  expect(expected).toBeLessThanOrEqual(natural);
  expect(fees.entry).toBeGreaterThan(0);
  // The margin of a bounded package is its greatest loss before what was received for it.
  const margin = marginRequirement(held.map((holding) => ({ ...holding, mark: null })), () => null);
  expect(maximumLoss).toBe(add(margin, times(natural, 100), fees.entry));
  const prices = [0, ...held.map(({ strike }) => strike), 2_000];
  const worst = Math.min(...prices.map((price) => resultAt(candidate, price)));
  expect(worst).toBeCloseTo(-toDollars(maximumLoss), 6);
  if (maximumGain !== null) expect(Math.max(...prices.map((price) => resultAt(candidate, price)))).toBeCloseTo(toDollars(maximumGain), 6);
  for (const price of candidate.breakEvens) expect(resultAt(candidate, price)).toBeCloseTo(0, 2);
  if (base.amount > 0) {
    expect(target.amount).toBeCloseTo(target.ratio * base.amount, 6);
    expect(stop.amount).toBeCloseTo(stop.ratio * base.amount, 6);
  }
  expect(plan.target + plan.stop + plan.expiry).toBeCloseTo(1, 9);
  for (const probability of [plan.profit, plan.target, plan.stop, atExpiry.profit, atExpiry.touch ?? 0]) {
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(probability).toBeLessThanOrEqual(1);
  }
  // Optional stopping: the plan's mean is that of keeping it, less what early exits cost.
  const exit = 100 * toDollars((natural - mid) as Money) + toDollars(fees.exit);
  expect(plan.expected).toBeCloseTo(atExpiry.expected - exit * (plan.target + plan.stop), 2);
  expect(candidate.edgeNeeded.dollars).toBe(Math.max(0, -plan.expected));
  if (candidate.refusal !== null) return;
  expect(maximumLoss).toBeGreaterThan(0);
  expect(target.amount).toBeGreaterThan(0);
  if (maximumGain !== null) expect(target.amount).toBeLessThanOrEqual(0.8 * maximumGain);
  expect(stop.amount).toBeLessThan(maximumLoss);
}

function checkStrategy(strategy: Strategy, scene: Scene, { outlook, underlying, attraction }: Evidence): void {
  const { candidates, recommended, reason } = strategy;
  for (const candidate of candidates) checkCandidate(candidate, scene, outlook);
  expect(recommended === null).toBe(reason !== null);
  if (recommended === null) {
    expect(candidates.every(({ refusal }) => refusal !== null)).toBe(true);
    expect(reason).toMatch(/^No tradable structure.*\.$/s);
    return;
  }
  const tilt = (candidate: Candidate): number => breakEvenTilt(contracts(candidate), candidate.edgeNeeded.dollars, scene.marketOf(underlying).known.distribution, { outlook, attraction });
  const best = candidates[recommended];
  if (best === undefined) throw new Error(`there is no candidate ${recommended}`);
  expect(best.refusal).toBeNull();
  expect(tilt(best)).toBeCloseTo(Math.min(...candidates.filter(({ refusal }) => refusal === null).map(tilt)), 9);
  expect(tilt(best)).toBeLessThanOrEqual(STRATEGIST_RULES.mostEdge.tilt);
}

describe.each(OUTLOOKS)('on simulated chains for %s', (outlook) => {
  it.each([['a morning', MORNING], ['an afternoon', AFTERNOON]])('builds what fits on %s, all figures agreeing', (_, scene) => {
    for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) {
      const evidence = evidenceOf(outlook, underlying);
      const strategy = scene.strategise(evidence);
      checkStrategy(strategy, scene, evidence);
      const labels = strategy.candidates.map(({ structure, legs }) => `${structure} ${legs.map(({ symbol }) => symbol).join()}`);
      expect(new Set(labels).size).toBe(labels.length);
      if (underlying !== 'IWM') expect(structuresOf(strategy).toSorted()).toEqual([...FITTING[outlook]].sort());
    }
  });

  it('tells the figures of a preview at the natural price', () => {
    const known = MORNING.marketOf().known;
    const fees = scheduleOn(session.date);
    const spotOf = (): Money => fromDollars(known.spot);
    for (const candidate of MORNING.strategise(evidenceOf(outlook)).candidates) {
      const shown = previewOf(
        { underlying: 'SPY', legs: candidate.legs, quantity: 1, terms: { type: 'limit', limit: candidate.natural }, timeInForce: 'DAY' },
        null,
        riskContext({ book: Book.replay([]), quotes: MORNING.market, spotOf, fees, session, now: MORNING.now }),
        { spotOf, distributionOf: () => known, clockLabel: 'flat', signalDenials: () => [] },
      );
      expect(candidate).toMatchObject({ natural: shown.natural, mid: shown.mid, expected: shown.expected, maximumGain: shown.maximumGain, maximumLoss: shown.maximumLoss, breakEvens: shown.breakEvens, greeks: shown.greeks });
      expect(candidate.fees.entry).toBe(shown.fees.total);
      expect(candidate.atExpiry.profit).toBeCloseTo(shown.outlook?.profit ?? Number.NaN, 12);
      expect(candidate.atExpiry.expected).toBeCloseTo(shown.outlook?.expected ?? Number.NaN, 9);
      expect(candidate.atExpiry.touch).toEqual(shown.outlook?.touch);
    }
  });
});

describe('what is built', () => {
  it('of one direction gains when the price goes that way to the end, and is not the mirror of the other', () => {
    const { forward, variance } = MORNING.marketOf().known.distribution;
    const far = 3 * Math.sqrt(variance);
    for (const [outlook, right, wrong] of [['up', forward + far, forward - far], ['down', forward - far, forward + far]] as const) {
      for (const candidate of MORNING.strategise(evidenceOf(outlook)).candidates.filter(({ refusal }) => refusal === null)) {
        expect(resultAt(candidate, right)).toBeGreaterThan(0);
        expect(resultAt(candidate, wrong)).toBeLessThan(0);
        if (!candidate.structure.startsWith('broken')) expect(Math.sign(candidate.greeks.delta ?? 0)).toBe(outlook === 'up' ? 1 : -1);
      }
    }
  });

  it('has a debit where it is bought and a credit where it is sold, of puts and calls as named', () => {
    const all = OUTLOOKS.flatMap((outlook) => MORNING.strategise(evidenceOf(outlook)).candidates);
    for (const { structure, natural, base, legs } of all) {
      if (/^(bull put|bear call|iron)/.test(structure)) expect(natural).toBeLessThan(0);
      if (/^(bull call|bear put|long)/.test(structure)) expect(natural).toBeGreaterThan(0);
      expect(base.kind).toBe(/^(bull call|bear put|long)/.test(structure) ? 'debit' : 'maximum_loss');
      const named = /(call|put)( spread| butterfly)?$/.exec(structure)?.[1];
      for (const { symbol } of named === undefined ? [] : legs) expect(parseSymbol(symbol)).toMatchObject({ right: named });
    }
  });

  it('is as wide as the move that is left, in each underlying and at each hour', () => {
    for (const scene of [MORNING, AFTERNOON]) {
      for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) {
        const sigma = Math.sqrt(scene.marketOf(underlying).known.distribution.variance);
        for (const candidate of scene.strategise(evidenceOf('calm', underlying)).candidates.filter(({ structure }) => structure === 'iron condor')) {
          const [wing = Number.NaN, low = Number.NaN, high = Number.NaN] = contracts(candidate).map(({ strike }) => strike);
          // Strikes are a dollar apart.
          expect(Math.abs(high - low - 1.8 * sigma)).toBeLessThan(0.5 * sigma + 1);
          expect(Math.abs(low - wing - 0.5 * sigma)).toBeLessThan(0.5 + 1e-9 + Math.max(0, 1 - 0.5 * sigma));
        }
      }
    }
  });

  it('of an attraction is centred there', () => {
    const { forward } = MORNING.marketOf().known.distribution;
    const pin = Math.round(forward) + 1;
    const { candidates } = MORNING.strategise(evidenceOf('calm', 'SPY', pin));
    for (const candidate of candidates.filter(({ structure }) => structure === 'iron butterfly')) {
      const strikes = contracts(candidate).map(({ strike }) => strike);
      expect(strikes[1]).toBe(pin);
      expect((strikes[0] ?? 0) + (strikes[3] ?? 0)).toBe(2 * pin);
    }
    for (const candidate of candidates.filter(({ structure }) => structure.startsWith('broken-wing'))) expect(contracts(candidate)[1]).toMatchObject({ strike: pin, quantity: -2 });
  });
});

describe('nothing is tradable', () => {
  const { chain, known } = MORNING.marketOf();

  it.each<[string, Parameters<Scene['strategise']>[1], RegExp]>([
    ['late in the day', { minutesLeft: 12.7 }, /12 minutes left.*at least 20/],
    ['without a smile', { known: { source: 'lognormal', distribution: lognormalDistribution(known.spot, 0.005), spot: known.spot } }, /no smile/],
    ['while the last trade and the options disagree', { spot: known.spot * 0.99 }, /last traded at .* options say/],
    ['without a last trade', { spot: Number.NaN }, /last traded/],
  ])('%s', (_, change, reason) => {
    const strategy = MORNING.strategise(evidenceOf('up'), change);
    expect(strategy).toMatchObject({ candidates: [], recommended: null });
    expect(strategy.reason).toMatch(reason);
  });

  it('with another underlying’s evidence: that is an error', () => {
    expect(() => MORNING.strategise(evidenceOf('up', 'QQQ'), { chain })).toThrow(/QQQ.*SPY/);
  });

  it('where knowing must do more than the rules allow, and it says which and why', () => {
    const rules = { ...STRATEGIST_RULES, mostEdge: { probability: 0.001, ofBase: 1, tilt: 1 } };
    const strategy = MORNING.strategise(evidenceOf('wild'), {}, rules);
    checkStrategy(strategy, MORNING, evidenceOf('wild'));
    expect(strategy.recommended).toBeNull();
    expect(strategy.reason).toMatch(/long straddle \d+P \/ \d+C: .*points of win probability/);
  });
});

/** A book of fair values about 640 with the width of an ordinary morning, each side so far from it. */
function fairBook(half: (i: number, right: 'call' | 'put') => { readonly below: number; readonly above: number }, strikes = 24): QuotedOption[] {
  const distribution = lognormalDistribution(640, 0.0055);
  return Array.from({ length: strikes + 1 }, (_, i) => 640 - strikes / 2 + i).flatMap((strike, i) =>
    (['call', 'put'] as const).map((right): QuotedOption => {
      const value = distribution.call(strike) + (right === 'put' ? strike - 640 : 0);
      const { below, above } = half(i, right);
      const bid = Math.floor(100 * (value - below)) / 100;
      return { strike, right, bid: bid > 0 ? bid : Number.NaN, ask: Math.ceil(100 * (value + above)) / 100 };
    }),
  );
}

const noon = session.open + 2.5 * HOUR;

describe('bad quotes', () => {
  it('a chain without puts makes nothing, though calls could be bought', () => {
    const scene = quoted(session, 640, noon, fairBook(() => ({ below: 0.01, above: 0.01 })).filter(({ right }) => right === 'call'));
    for (const outlook of OUTLOOKS) {
      const strategy = scene.strategise(evidenceOf(outlook));
      expect(strategy).toMatchObject({ candidates: [], recommended: null });
      expect(strategy.reason).toMatch(/0 puts and \d+ calls/);
    }
  });

  it('one-sided, crossed and stale legs are not used', () => {
    const scene = quoted(session, 640, noon, fairBook((i) => (i % 3 === 0 ? { below: 100, above: 0.01 } : i % 3 === 1 ? { below: -0.3, above: -0.28 } : { below: 0.01, above: 0.01 })));
    for (const outlook of OUTLOOKS) checkStrategy(scene.strategise(evidenceOf(outlook)), scene, evidenceOf(outlook));
    // Half an hour later all of it is stale.
    const later = noon + 30 * MINUTE;
    scene.market.price(later);
    expect(scene.market.distribution('SPY')).toBeNull();
  });

  it('a market of wide spreads has no tradable credit, and the reason has the numbers', () => {
    const scene = quoted(session, 640, noon, fairBook(() => ({ below: 0.12, above: 0.12 })));
    const { candidates, recommended } = scene.strategise(evidenceOf('calm'));
    expect(recommended).toBeNull();
    expect(candidates.length).toBeGreaterThan(2);
    for (const { refusal } of candidates) expect(refusal).toMatch(/\d.*\.$/);
  });

  it('a display below one package, and prices that cannot be true, are refused as such', () => {
    const book = fairBook(() => ({ below: 0.01, above: 0.01 }));
    const small = quoted(session, 640, noon, book.map((option) => ({ ...option, size: 1 })));
    const { candidates } = small.strategise(evidenceOf('up'));
    expect(candidates.filter(({ legs }) => legs.some(({ ratio }) => ratio === 2)).map(({ refusal }) => refusal)).toEqual(expect.arrayContaining([expect.stringMatching(/^0 whole packages/)]));
    expect(candidates.some(({ refusal }) => refusal === null)).toBe(true);
    const [sold] = MORNING.strategise(evidenceOf('down')).candidates.filter(({ structure }) => structure === 'bear call spread');
    const short = sold?.legs[0]?.symbol;
    // The option that is sold bids more than the wing is wide.
    const quotes = {
      quote: (symbol: Parameters<typeof MORNING.market.quote>[0]) => {
        const shown = MORNING.market.quote(symbol);
        return shown === null || symbol !== short ? shown : { ...shown, bid: fromDollars(9), ask: fromDollars(9.01) };
      },
    };
    const free = MORNING.strategise(evidenceOf('down'), { quotes }).candidates.filter(({ structure, legs }) => structure === 'bear call spread' && legs[0]?.symbol === short);
    expect(free.length).toBeGreaterThan(0);
    for (const { refusal } of free) expect(refusal).toMatch(/^Quotes that cannot be true: it would gain \$/);
  });

  it('of any kind never break what must hold', () => {
    const side = fc.record({ below: fc.double({ min: -0.05, max: 0.4, noNaN: true }), above: fc.double({ min: -0.05, max: 0.4, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(side, { minLength: 50, maxLength: 50 }), fc.constantFrom(...OUTLOOKS), fc.option(fc.integer({ min: 630, max: 650 })), (noise, outlook, attraction) => {
        const scene = quoted(session, 640, noon, fairBook((i, right) => noise[2 * i + (right === 'put' ? 1 : 0)] ?? { below: 0.01, above: 0.01 }));
        if (scene.market.distribution('SPY') === null) return;
        checkStrategy(scene.strategise(evidenceOf(outlook, 'SPY', attraction)), scene, evidenceOf(outlook, 'SPY', attraction));
      }),
      { numRuns: 60 },
    );
  });
});

describe.skipIf(!existsSync(recordedFile))('on a recorded book (skipped: ../shared/sessions is absent)', () => {
  it.each(['10:00', '12:30', '15:00'])('after %s builds what fits, all figures agreeing', (clock) => {
    const scene = recorded(tradingSession('2026-07-28'), recordedFile, `${clock}:00`);
    for (const outlook of OUTLOOKS) {
      const strategy = scene.strategise(evidenceOf(outlook));
      expect(strategy.candidates.length).toBeGreaterThan(1);
      checkStrategy(strategy, scene, evidenceOf(outlook));
    }
  });
});
