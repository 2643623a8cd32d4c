import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNDERLYINGS } from '../../../../src-core/instruments/instrument.ts';
import { detectionSchema, type Outlook } from '../../../../src-core/signals/evidence.ts';
import { type MarketState, marketStateSchema, type Measure, type PairState, type UnderlyingState } from '../../../../src-core/signals/market-state.ts';
import type { BoundedDetector } from '../../../../src-main/signals/detectors/bounded-detector.ts';
import { DETECTORS } from '../../../../src-main/signals/detectors/index.ts';
import { EVIDENT_IN, EVIDENT_STATES } from '../../../support/evident-states.ts';
import { frozen, marketState, type Part } from '../../../support/market-states.ts';
import { simulatedStates } from '../../../support/path-states.ts';

const cases = DETECTORS.map((detector): [string, BoundedDetector] => [detector.id, detector]);
const evident = EVIDENT_STATES.map((each) => marketState(each.overrides));
const bases = [marketState(), marketState({ minute: 300 }), ...evident];
/** What may be absent of each, by the schema. */
const nullable = new Map(bases.map((base) => [base, leaves(base).filter((path) => marketStateSchema.safeParse(withLeaf(base, path, null)).success)]));
const walked = [...evident, ...simulatedStates('fair', 3), ...simulatedStates('reverting-break', 4), ...simulatedStates('reverting-break', 5)];

test('each outlook of each detector has a state in which it is found', () => {
  // Of up and down one is enough: the other is its mirror image.
  const either = (outlook: Outlook): string => (outlook === 'up' || outlook === 'down' ? 'up or down' : outlook);
  const found = new Set(EVIDENT_STATES.map(({ detector, outlook }) => `${detector} ${either(outlook)}`));
  const promised = new Set(DETECTORS.flatMap(({ id, outlooks }) => outlooks.map((outlook) => `${id} ${either(outlook)}`)));
  expect(found).toEqual(promised);
  expect(new Set(DETECTORS.map(({ id }) => id)).size).toBe(DETECTORS.length);
});

test.each(EVIDENT_STATES.map((each) => [`${each.detector}, ${each.outlook}`, each] as const))('%s: found where it was made, with figures and a sentence', (_, { detector, outlook, overrides }) => {
  const state = marketState(overrides);
  const detection = DETECTORS.find(({ id }) => id === detector)?.detect(state, EVIDENT_IN);
  expect(detection).toMatchObject({ kind: 'evidence', evidence: { detector, underlying: EVIDENT_IN, outlook } });
  if (detection?.kind !== 'evidence') return;
  const { strength, reason, figures } = detection.evidence;
  expect(strength).toBeGreaterThan(0);
  expect(reason).toMatch(/QQQ.*\d.*\.$/);
  expect(figures.filter(({ bound }) => bound !== null).length).toBeGreaterThan(1);
});

describe.each(cases)('%s', (_, detector) => {
  test('is quiet in an ordinary market, and in the others when one runs', () => {
    for (const underlying of UNDERLYINGS) expect(detector.detect(marketState({ minute: 260 }), underlying).kind).toBe('quiet');
    for (const { detector: id, overrides } of EVIDENT_STATES) {
      if (id !== detector.id) continue;
      for (const other of UNDERLYINGS.filter((each) => each !== EVIDENT_IN)) expect(detector.detect(marketState(overrides), other).kind).toBe('quiet');
    }
  });

  test('is a pure function: the same of the same, which stays as it was', () => {
    for (const state of evident) {
      const before = structuredClone(state);
      const first = UNDERLYINGS.map((underlying) => detector.detect(frozen(state), underlying));
      expect(UNDERLYINGS.map((underlying) => detector.detect(before, underlying))).toEqual(first);
      expect(state).toEqual(before);
    }
  });

  test('abstains with the reason of a gap or a halt, and for a chain that is absent, stale or without one side', () => {
    const [own] = EVIDENT_STATES.filter(({ detector: id }) => id === detector.id);
    if (own === undefined) throw new Error(`${detector.id} has no state`);
    const reasonWith = (...more: readonly Part<MarketState>[]): unknown => {
      const detection = detector.detect(marketState(own.overrides, ...more), EVIDENT_IN);
      return detection.kind === 'abstained' ? detection.reason : detection;
    };
    const chain = (chain: Partial<UnderlyingState['chain']>): unknown => reasonWith({ underlyings: { QQQ: { value: { chain } } } });
    expect(reasonWith({ underlyings: { QQQ: { ok: false, reason: 'QQQ: trading is halted since 10:31' } } })).toBe('QQQ: trading is halted since 10:31');
    expect(chain({ contracts: 0, usable: 0, calls: 0, puts: 0 })).toBe('QQQ: no same-day chain');
    expect(chain({ puts: 0 })).toBe('QQQ: no same-day chain with puts: 52 calls and no put are fit to trade on');
    expect(chain({ calls: 0 })).toBe('QQQ: no same-day chain with calls: 52 puts and no call are fit to trade on');
    expect(chain({ stale: 31 })).toBe('QQQ: 31 of 120 same-day contracts are stale; at most 25 % may be');
    expect(chain({ stale: 30 })).toMatchObject({ kind: 'evidence' });
  });

  test('sees the same upside down', () => {
    for (const state of walked) {
      for (const underlying of UNDERLYINGS) {
        const up = detector.detect(state, underlying);
        const down = detector.detect(mirrored(state), underlying);
        expect(down.kind).toBe(up.kind);
        if (up.kind !== 'evidence' || down.kind !== 'evidence') continue;
        expect(down.evidence.outlook).toBe(OPPOSITE[up.evidence.outlook]);
        expect(down.evidence.strength).toBeCloseTo(up.evidence.strength, 9);
      }
    }
  });

  test('says something sensible of the strangest states, and never throws', () => {
    const check = (state: MarketState): void => {
      for (const underlying of UNDERLYINGS) {
        const detection = detector.detect(state, underlying);
        expect(() => detectionSchema.parse(detection)).not.toThrow();
        expect(JSON.stringify(detection)).not.toMatch(/NaN|Infinity|undefined|"value":null|"strength":null|null [%s]/);
      }
    };
    for (const base of bases) check(marketStateSchema.parse((nullable.get(base) ?? []).reduce<unknown>((state, path) => withLeaf(state, path, null), base)));
    fc.assert(
      fc.property(
        fc.constantFrom(...bases).chain((base) =>
          fc.tuple(
            fc.constant(base),
            fc.subarray(nullable.get(base) ?? [], { maxLength: 6 }),
            fc.array(fc.tuple(fc.constantFrom(...leaves(base).filter((path) => typeof leafOf(base, path) === 'number')), fc.constantFrom(0, -1, 1e-300, 1e6, 1e15, -1e15)), { maxLength: 4 }),
          ),
        ),
        ([base, absent, odd]) => {
          const strange = odd.reduce<unknown>((state, [path, value]) => withLeaf(state, path, value), base);
          check(marketStateSchema.parse(absent.reduce<unknown>((state, path) => withLeaf(state, path, null), strange)));
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });
});

const OPPOSITE: Readonly<Record<Outlook, Outlook>> = { up: 'down', down: 'up', calm: 'calm', wild: 'wild' };

/** The state of a market in which everything that rose fell, seen from the prices of now. */
function mirrored(state: MarketState): MarketState {
  const flip = (value: number | null): number | null => (value === null ? null : -value);
  const underlying = (measured: Measure<UnderlyingState>): Measure<UnderlyingState> => {
    if (!measured.ok) return measured;
    const { value } = measured;
    const across = (price: number): number => 2 * value.price - price;
    return {
      ok: true,
      value: {
        ...value,
        open: across(value.open),
        high: across(value.low),
        low: across(value.high),
        returns: { m5: flip(value.returns.m5), m15: flip(value.returns.m15), m30: flip(value.returns.m30), m60: flip(value.returns.m60) },
        momentum: { m15: flip(value.momentum.m15), m30: flip(value.momentum.m30), m60: flip(value.momentum.m60) },
        openingRange: value.openingRange === null ? null : { high: across(value.openingRange.low), low: across(value.openingRange.high) },
        gamma: value.gamma.ok
          ? { ok: true, value: { ...value.gamma.value, heaviest: value.gamma.value.heaviest.map((each) => ({ ...each, strike: across(each.strike), calls: each.puts, puts: each.calls })) } }
          : value.gamma,
      },
    };
  };
  const pair = (measured: Measure<PairState>): Measure<PairState> => (measured.ok ? { ok: true, value: { ...measured.value, gap: flip(measured.value.gap), gapZ: flip(measured.value.gapZ) } } : measured);
  const { underlyings, pairs } = state;
  return {
    ...state,
    underlyings: { SPY: underlying(underlyings.SPY), QQQ: underlying(underlyings.QQQ), IWM: underlying(underlyings.IWM) },
    pairs: { SPY_QQQ: pair(pairs.SPY_QQQ), SPY_IWM: pair(pairs.SPY_IWM), QQQ_IWM: pair(pairs.QQQ_IWM) },
  };
}

type Path = readonly string[];

function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
  // What is an object may be absent as a whole.
  return path.length > 0 && !Array.isArray(value) ? [path, ...inner] : inner;
}

function leafOf(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value);
}

/** A copy with that leaf; what is not there any more stays away. */
function withLeaf(value: unknown, [key, ...rest]: Path, leaf: unknown): unknown {
  if (key === undefined) return leaf;
  if (typeof value !== 'object' || value === null) return value;
  const changed = withLeaf(Reflect.get(value, key), rest, leaf);
  return Array.isArray(value) ? value.map((each, i) => (String(i) === key ? changed : each)) : { ...value, [key]: changed };
}
