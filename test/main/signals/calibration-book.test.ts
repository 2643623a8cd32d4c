import { describe, expect, it } from 'vitest';
import { calibrationViewSchema } from '../../../src-core/signals/calibration-view.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import { confidenceSchema, FATES, type SettledSignal } from '../../../src-core/signals/signal.ts';
import { probabilityOf } from '../../../src-core/statistics/log-odds.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';
import { CalibrationBook } from '../../../src-main/signals/calibration-book.ts';

const TITLES = new Map([
  ['momentum', 'Momentum continuation'],
  ['pin', 'Pin near heavy strikes'],
  ['never', 'Event day'],
]);
const DETECTORS = ['momentum', 'pin'] as const;
const UNDERLYINGS = ['SPY', 'QQQ', 'IWM'] as const;
const REGIMES = ['low', 'normal', null] as const;

function settled(i: number, changes: Partial<SettledSignal> = {}): SettledSignal {
  const session = Math.floor(i / 6);
  return {
    id: `signal ${String(i).padStart(6, '0')}`,
    date: `day ${String(session).padStart(5, '0')}`,
    underlying: UNDERLYINGS[i % 3] ?? 'SPY',
    detector: 'momentum',
    title: 'Momentum',
    type: 'bullish',
    generatedAt: i * 60_000,
    hour: 10 + (i % 5),
    regime: REGIMES[i % 3] ?? null,
    implied: 0.5,
    confidence: 0.5,
    calibrated: false,
    fate: 'left',
    exit: 'target',
    won: true,
    result: 40,
    expectedResult: 45,
    maximumLoss: 160,
    ...changes,
  };
}

/** Won as often as the market says, the momentum ones by `edge` log odds more. */
function history(count: number, seed: number, edge = 0): SettledSignal[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const odds = 0.6 * random.normal();
    const detector = random.uniform() < 0.5 ? 'momentum' : 'pin';
    const won = random.uniform() < probabilityOf(odds + (detector === 'momentum' ? edge : 0));
    return settled(i, { detector, implied: probabilityOf(odds), confidence: probabilityOf(odds), won, exit: won ? 'target' : i % 3 === 0 ? 'expiry' : 'stop', result: won ? 40 : -50, expectedResult: won ? 44 : -46 });
  });
}

function plan(profit: number, changes: Partial<Candidate['plan']> = {}): Candidate['plan'] {
  return { profit, target: profit, stop: 1 - profit, expiry: 0, expected: -3, meanGain: 40, meanLoss: -50, ...changes };
}

const about = (detector: string, profit = 0.5) => ({ detector, hour: 11, regime: 'normal', plan: plan(profit) }) as const;

describe('confidence', () => {
  it('is the market’s until a type has its record, of enough sessions, and corrected from then on', () => {
    const book = new CalibrationBook();
    const random = new SeededRandom(9);
    for (let i = 0; i < 99; i += 1) book.add(settled(i, { won: random.uniform() < 0.7 }));
    expect(book.confidenceOf(about('momentum'))).toEqual({ implied: 0.5, probability: 0.5, state: 'uncalibrated', sample: 99, needed: 100, interval: null, expected: -3 });
    expect(book.isCalibrated('momentum')).toBe(false);
    book.add(settled(99));
    const confidence = book.confidenceOf(about('momentum'));
    expect(confidenceSchema.parse(confidence)).toEqual(confidence);
    expect(confidence).toMatchObject({ implied: 0.5, state: 'calibrated', sample: 100 });
    expect(confidence.probability).toBeGreaterThan(0.55);
    expect(confidence.probability).toBeLessThan(0.71);
    expect(confidence.interval?.low).toBeLessThan(confidence.probability);
    expect(confidence.expected).toBeCloseTo(confidence.probability * 40 - (1 - confidence.probability) * 50, 9);
    expect(book.isCalibrated('momentum')).toBe(true);
    expect(book.confidenceOf(about('pin'))).toMatchObject({ state: 'uncalibrated', probability: 0.5, sample: 0 });

    const oneWeek = new CalibrationBook();
    for (let i = 0; i < 150; i += 1) oneWeek.add(settled(i, { date: `day ${i % 5}` }));
    expect(oneWeek.neededSessions).toBe(10);
    expect(oneWeek.isCalibrated('momentum')).toBe(false);
  });

  it('keeps the plan’s mean where a side of it is not known, and refuses a plan without a probability', () => {
    const book = new CalibrationBook();
    book.load(history(400, 1, 1));
    expect(book.confidenceOf({ ...about('momentum'), plan: plan(0.99, { meanLoss: null }) })).toMatchObject({ state: 'calibrated', expected: -3 });
    expect(() => book.confidenceOf(about('momentum', Number.NaN))).toThrow(/plan.profit must be 0 to 1, got NaN/);
    expect(book.confidenceOf(about('momentum', 1)).probability).toBeLessThan(1);
  });

  it('is reliable when it is said before what it is tested by', () => {
    // The market is wrong by a slope, a level and a type; each signal hears only of those before it.
    const random = new SeededRandom(17);
    const book = new CalibrationBook();
    for (let i = 0; i < 6_000; i += 1) {
      const odds = 0.8 * random.normal();
      const detector = DETECTORS[i % 2] ?? 'pin';
      const inputs = settled(i, { detector, implied: probabilityOf(odds) });
      const { probability, state } = book.confidenceOf({ detector, hour: inputs.hour, regime: inputs.regime, plan: plan(inputs.implied) });
      const won = random.uniform() < probabilityOf(-0.2 + 0.8 * odds + (detector === 'pin' ? 0.5 : 0));
      book.add({ ...inputs, won, confidence: probability, calibrated: state === 'calibrated', result: won ? 40 : -50 });
    }
    const { said, implied } = book.view(null, 0, TITLES);
    expect(said.slope?.value).toBeGreaterThan(0.9);
    expect(said.slope?.value).toBeLessThan(1.1);
    expect(implied.slope?.interval.high).toBeLessThan(0.95);
    expect(said.brier?.score).toBeLessThan(implied.brier?.score ?? 0);
    expect(said.brier?.reliability).toBeLessThan((implied.brier?.reliability ?? 0) / 3);
  });
});

describe('what the book learns from', () => {
  it('is anew only what 5 % more, and at least 10, have brought', () => {
    const book = new CalibrationBook({ needed: 20 });
    const ask = (): number => book.confidenceOf(about('momentum')).probability;
    const all = history(2_000, 2, 0.5);
    const changes: number[] = [];
    let before = Number.NaN;
    all.forEach((signal, i) => {
      book.add(signal);
      if (!book.isCalibrated('momentum')) return;
      const now = ask();
      if (now !== before) changes.push(i + 1);
      before = now;
    });
    const gaps = changes.slice(1).map((count, i) => ({ from: changes[i] ?? 0, by: count - (changes[i] ?? 0) }));
    // A type that becomes calibrated is learned from at once: the two of them, early.
    for (const { from, by } of gaps.filter((gap) => gap.from > 100)) expect(by).toBe(Math.max(10, Math.ceil(from * 0.05)));
    expect(changes.length).toBeLessThan(80);
    expect(changes.length).toBeGreaterThan(50);
  });

  it('is the same, bit for bit, in a book that was loaded and one that went on, and whatever the order within a step', () => {
    const all = history(1_003, 3, 0.5);
    const loaded = new CalibrationBook();
    loaded.load(all);
    const wentOn = new CalibrationBook();
    for (const [i, signal] of all.entries()) {
      wentOn.add(signal);
      if (i % 37 === 0) wentOn.confidenceOf(about('momentum'));
    }
    const text = (book: CalibrationBook): string => JSON.stringify([book.confidenceOf(about('momentum', 0.4)), book.view(null, 5, TITLES), book.performance('SPY')]);
    expect(text(wentOn)).toBe(text(loaded));
    const [inOrder, reversed] = [new CalibrationBook({ needed: 10 }), new CalibrationBook({ needed: 10 })];
    // Of one type, ten by ten: 200 make a fit.
    const ofOne = all.slice(0, 200).map((signal) => ({ ...signal, detector: 'momentum' }));
    inOrder.load(ofOne);
    for (const signal of ofOne.reverse()) reversed.add(signal);
    expect(inOrder.confidenceOf(about('momentum', 0.4)).state).toBe('calibrated');
    expect(text(reversed)).toBe(text(inOrder));
  });

  it('counts a signal that is told again once, with what was told last', () => {
    const book = new CalibrationBook();
    book.load([settled(0, { fate: 'open' }), settled(1)]);
    book.add(settled(0, { fate: 'traded' }));
    const view = book.view(null, 0, TITLES);
    expect(view.settled).toBe(2);
    expect(view.fates.filter(({ count }) => count > 0).map(({ fate, count }) => [fate, count])).toEqual([['traded', 1], ['left', 1]]);
    expect(book.confidenceOf(about('momentum')).sample).toBe(2);
  });

  it('refuses what is not a settled signal’s, by name, and stays as it was', () => {
    const book = new CalibrationBook();
    book.add(settled(0));
    expect(() => book.add(settled(1, { result: Number.NaN }))).toThrow(/signal 000001: result is NaN; expected a finite number/);
    expect(() => book.add(settled(1, { implied: 1.2 }))).toThrow(/implied is 1.2; expected a probability/);
    expect(() => book.add(settled(1, { exit: 'unsettled' }))).toThrow(/exit is unsettled/);
    expect(() => book.load([settled(1), settled(2, { confidence: Number.NaN })])).toThrow(/signal 000002: confidence/);
    expect(book.view(null, 0, TITLES).settled).toBe(1);
    expect(() => new CalibrationBook({ needed: 0 })).toThrow(/needed must be a whole number of 1 or more, got 0/);
  });
});

describe('the view', () => {
  it('is whole for no signals: every type and every fate, and no figure', () => {
    const view = new CalibrationBook().view(null, 7, TITLES);
    expect(calibrationViewSchema.parse(view)).toEqual(view);
    expect(view.time).toBe(7);
    expect(view.types.map(({ title, state, settled: count, winRate, expectancy }) => [title, state, count, winRate, expectancy])).toEqual(
      [...TITLES.values()].map((title) => [title, 'uncalibrated', 0, null, null]),
    );
    expect(view.fates.map(({ fate, count, total, mean }) => [fate, count, total, mean])).toEqual(FATES.map((fate) => [fate, 0, 0, null]));
    expect(view.said).toEqual({ sample: 0, bins: [], brier: null, slope: null, intercept: null });
    expect(view.corrections).toEqual([]);
    expect(new CalibrationBook().performance('SPY')).toBeNull();
  });

  it('tells of each type what can be counted', () => {
    const all = history(600, 4, 0.5).map((signal, i) => (i % 4 === 0 ? { ...signal, fate: 'traded' as const } : signal));
    const book = new CalibrationBook();
    book.load(all);
    const view = book.view(null, 0, TITLES);
    expect(calibrationViewSchema.parse(view)).toEqual(view);
    const pin = all.filter((signal) => signal.detector === 'pin');
    const wins = pin.filter((signal) => signal.won).length;
    const record = view.types.find((type) => type.detector === 'pin');
    expect(record).toMatchObject({ state: 'calibrated', settled: pin.length, wins, sessions: new Set(pin.map((signal) => signal.date)).size, winRate: wins / pin.length });
    expect(record?.expectancy).toBeCloseTo((wins * 40 - (pin.length - wins) * 50) / pin.length, 9);
    expect(record?.perRisk).toBeCloseTo((record?.expectancy ?? 0) / 160, 9);
    expect((record?.exits.target ?? 0) + (record?.exits.stop ?? 0) + (record?.exits.expiry ?? 0)).toBe(pin.length);
    expect(record?.expectancyInterval?.low).toBeLessThan(record?.expectancy ?? Number.NaN);
    const traded = all.filter((signal) => signal.fate === 'traded');
    expect(view.fates.find(({ fate }) => fate === 'traded')).toMatchObject({ count: traded.length, total: traded.reduce((sum, signal) => sum + signal.result, 0) });
    expect(view.said.bins).toHaveLength(10);
    expect(view.corrections.map(({ name }) => name).slice(0, 4)).toEqual(['level', 'slope', 'Momentum continuation', 'Pin near heavy strikes']);
    const shifts = view.corrections.filter(({ group }) => group === 'type');
    expect(shifts[0]?.points).toBeCloseTo(100 * (probabilityOf(shifts[0]?.shift ?? 0) - 0.5), 9);
    const [spy] = [all.filter((signal) => signal.underlying === 'SPY')];
    expect(book.performance('SPY')).toMatchObject({ count: spy.length, accuracy: spy.filter((signal) => signal.won).length / spy.length });
  });

  it('is of one type where one is asked for, and is made anew only when something was added', () => {
    const book = new CalibrationBook();
    book.load(history(300, 5));
    const view = book.view('pin', 1, TITLES);
    expect(view.types.map(({ detector }) => detector)).toEqual(['pin']);
    expect(view.said.sample).toBe(view.settled);
    expect(view.settled).toBe(view.types[0]?.settled);
    expect(view.corrections.filter(({ group }) => group === 'type').map(({ name }) => name)).toEqual(['Pin near heavy strikes']);
    expect(book.view('pin', 2, new Map(TITLES)).types).toBe(view.types);
    book.add(settled(9_000, { detector: 'pin' }));
    expect(book.view('pin', 3, TITLES).settled).toBe(view.settled + 1);
    expect(book.view('unheard of', 4, TITLES)).toMatchObject({ settled: 0, types: [] });
    book.add(settled(9_001, { detector: 'gone', title: 'Gone by' }));
    expect(book.view(null, 5, TITLES).types.map(({ title }) => title)).toEqual([...TITLES.values(), 'Gone by']);
  });
});
