import { type GammaLevelRecord, gammaLevelsQuerySchema, type GammaLevelsView, type GammaStudyView, type GammaView, type VolatilityView } from '../../../src-core/contract/volatility.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { levelSummary } from '../../../src-core/market/level-summary.ts';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import { gammaLevels, type GammaLevelKind } from '../../../src-core/market/gamma-levels.ts';
import { type GammaBook, gammaProfile } from '../../../src-core/market/gamma-profile.ts';
import { DAY, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { density } from '../../../src-core/pricing/normal.ts';
import { fakeSpot, OPEN, SPOTS } from './fake-session.ts';
import type { Scenario } from './fake-desk.ts';

const DATE = parseIsoDate('2026-11-20');
const CLOCK = 'variance clock · FOMC 14:00';
const MINUTES = 390;
const IDLE: GammaStudyView = { state: 'idle', days: 0, done: 0, date: null, written: 0, problems: [] };

/** Volatility and gamma that were made up, of a moment in the middle of the day. */
export class FakeVolatility {
  readonly #scenario: Scenario;
  readonly #now: () => number;
  #study: GammaStudyView = IDLE;

  constructor(scenario: Scenario, now: () => number) {
    this.#scenario = scenario;
    this.#now = now;
  }

  call(operation: string, input: unknown): Promise<unknown> | null {
    switch (operation) {
      case 'gamma.levels':
        return Promise.resolve(this.#levels(gammaLevelsQuerySchema.parse(input)));
      case 'gamma.study':
        this.#study = { state: 'running', days: 23, done: 0, date: parseIsoDate('2026-07-17'), written: 0, problems: [] };
        return Promise.resolve(this.#study);
      case 'gamma.stopStudy':
        this.#study = { ...this.#study, state: 'stopped', date: null };
        return Promise.resolve(this.#study);
      default:
        return null;
    }
  }

  volatility(underlying: Underlying): VolatilityView {
    const now = this.#now();
    const count = Math.floor((now - OPEN) / MINUTE) + 1;
    const spot = fakeSpot(underlying, 0);
    const left = (minute: number): number => Math.max(0, 1 - minute / MINUTES);
    const opening = { forward: spot * 0.9965, atm: 0.148, sigma: spot * 0.0068 };
    const current = { forward: spot + 0.04, atm: 0.131, sigma: spot * 0.0068 * Math.sqrt(left(count)) * 0.9 };
    const smile = (of: typeof current, lean: number) => (strike: number) => {
      const z = (strike - of.forward) / of.sigma;
      return of.atm + 0.005 * z * z - lean * z;
    };
    const [then, at] = [smile(opening, 0.007), smile(current, 0.004)];
    const skew = (of: typeof current, lean: number) => ({
      atm: of.atm,
      call25: { strike: of.forward + 0.67 * of.sigma, volatility: smile(of, lean)(of.forward + 0.67 * of.sigma) },
      put25: { strike: of.forward - 0.67 * of.sigma, volatility: smile(of, lean)(of.forward - 0.67 * of.sigma) },
      riskReversal: -1.34 * lean,
      butterfly: 0.0022,
      slopePerPercent: -lean * 1.6,
      slopePerSigma: -lean,
    });
    const strikes = Array.from({ length: 61 }, (_, index) => current.forward + ((index - 30) / 30) * 3 * current.sigma);
    const column = (of: (minute: number) => number): (number | null)[] => Array.from({ length: count }, (_, minute) => (minute % 83 === 40 ? null : of(minute)));
    const first = 0.8 * opening.sigma;
    const distribution = lognormalDistribution(current.forward, current.sigma / current.forward);
    const has = this.#scenario !== 'no-signals';
    return {
      underlying,
      time: now,
      clockLabel: CLOCK,
      open: OPEN,
      reference: OPEN + MINUTES * MINUTE,
      now: { time: now, ...current, skew: skew(current, 0.004) },
      opening: has ? { time: OPEN + MINUTE, ...opening, skew: skew(opening, 0.007) } : null,
      note: has ? null : 'No smile of the open was seen yet.',
      byStrike: has ? strikes.map((strike) => ({ strike, now: at(strike), opening: then(strike), change: at(strike) - then(strike) })) : [],
      byMoneyness: Array.from({ length: 61 }, (_, index) => {
        const sigmas = (index - 30) / 10;
        const [a, b] = [at(current.forward + sigmas * current.sigma), then(opening.forward + sigmas * opening.sigma)];
        return { sigmas, now: a, opening: b, change: a - b };
      }),
      term: {
        points: [
          { kind: 'today' as const, expiry: DATE, days: 0.1, volatility: 0.131, clockLabel: CLOCK, time: now, straddle: 0.8 * current.sigma },
          ...(has ? [3, 7, 14, 28].map((days) => ({ kind: 'expiry' as const, expiry: parseIsoDate(new Date(Date.parse(DATE) + days * DAY).toISOString().slice(0, 10)), days, volatility: 0.142 + 0.0035 * Math.sqrt(days), clockLabel: 'calendar time', time: now - 3 * MINUTE, straddle: spot * 0.0085 * Math.sqrt(days) })) : []),
          { kind: 'vix' as const, expiry: null, days: 30, volatility: 0.1712, clockLabel: 'calendar time, 30 days of SPX', time: now, straddle: null },
        ].sort((left, right) => left.days - right.days),
        note: has ? null : 'This feed has no quotes of other expiries: today’s point and VIX are all there is of the term.',
      },
      history: {
        volatility: column((minute) => 0.148 - 0.00006 * minute + 0.006 * Math.sin(minute / 17)),
        straddle: column((minute) => first * Math.sqrt(left(minute)) * (1 + 0.05 * Math.sin(minute / 23))),
        decayed: Array.from({ length: count }, (_, minute) => first * Math.sqrt(left(minute))),
        riskReversal: column((minute) => -0.009 + 0.002 * Math.sin(minute / 31)),
        butterfly: column((minute) => 0.0022 + 0.0006 * Math.cos(minute / 19)),
        recovered: 0,
        note: null,
      },
      moveLeft: { mean: 0.8 * current.sigma, sigma: current.sigma },
      density: {
        source: 'smile',
        percentiles: [0.01, 0.05, 0.1, 0.16, 0.25, 0.5, 0.75, 0.84, 0.9, 0.95, 0.99].map((probability) => ({ probability, price: distribution.quantile(probability) })),
        curve: Array.from({ length: 121 }, (_, index) => {
          const price = current.forward + ((index - 60) / 60) * 3.1 * current.sigma;
          return { price, density: distribution.density(price), below: distribution.cumulative(price) };
        }),
      },
    };
  }

  gamma(underlying: Underlying): GammaView {
    this.#goOn();
    const now = this.#now();
    const spot = fakeSpot(underlying, 0);
    const sigma = spot * 0.0042;
    const middle = Math.round(spot);
    const years = 2.5 / (365 * 24);
    const base: Omit<GammaView, 'exposure'> = {
      underlying,
      time: now,
      clockLabel: CLOCK,
      spot,
      openInterest: { asOf: parseIsoDate('2026-11-19'), ageDays: 1, simulated: this.#scenario === 'local' },
      session: recordsOf(DATE, underlying, spot, 0, 'simulated').map((record) => ({ ...record, outcome: null, control: { ...record.control, outcome: null } })),
      study: this.#study,
    };
    if (this.#scenario === 'no-signals') return { ...base, exposure: { state: 'absent', reason: 'gamma is known for 62 % of the open interest near the price, 80 % are needed' } };
    const book: GammaBook = {
      strikes: Array.from({ length: 41 }, (_, index) => {
        const strike = middle - 20 + index;
        const round = strike % 5 === 0 ? 3.4 : 1;
        return { strike, calls: Math.round(round * (900 + 70 * Math.max(0, index - 14) + 260 * Math.abs(Math.sin(index * 1.7)))), puts: Math.round(round * (900 + 70 * Math.max(0, 26 - index) + 260 * Math.abs(Math.cos(index * 2.3)))), volatility: 0.131 };
      }),
      years,
    };
    const total = 0.131 * Math.sqrt(years);
    const strikes = book.strikes.map(({ strike, calls, puts }) => {
      const d1 = Math.log(spot / strike) / total + total / 2;
      const each = (density(d1) / (spot * total)) * 100 * spot * spot * 0.01;
      return { strike, calls: each * calls, puts: each * puts, openInterest: calls + puts };
    });
    const profile = gammaProfile(book, spot, sigma);
    const sum = (of: (strike: (typeof strikes)[number]) => number): number => strikes.reduce((all, strike) => all + of(strike), 0);
    return {
      ...base,
      exposure: {
        state: 'known',
        calls: sum(({ calls }) => calls),
        puts: sum(({ puts }) => puts),
        strikes,
        profile: [...profile.points],
        flips: [...profile.flips],
        levels: [...gammaLevels(strikes, profile.flips[0] ?? null)],
      },
    };
  }

  #goOn(): void {
    const { state, days, done } = this.#study;
    if (state !== 'running') return;
    this.#study =
      done < days
        ? { ...this.#study, done: done + 1, written: 9 * (done + 1), date: parseIsoDate(new Date(Date.parse('2026-07-17') + done * DAY).toISOString().slice(0, 10)) }
        : { ...this.#study, state: 'done', date: null, problems: ['2026-07-21 (replay: spy-0dte-2026-07-21): no level could be set: it has no open interest, or too little of the morning'] };
  }

  #levels({ underlying, limit }: { readonly underlying?: Underlying | undefined; readonly limit: number }): GammaLevelsView {
    if (this.#scenario === 'no-signals') return { summary: [], total: 0, records: [] };
    const records = (['SPY', 'QQQ', 'IWM'] as const)
      .filter((name) => underlying === undefined || name === underlying)
      .flatMap((name) =>
        Array.from({ length: 24 }, (_, day) => recordsOf(parseIsoDate(new Date(Date.parse('2026-08-24') - (day + 1) * DAY).toISOString().slice(0, 10)), name, SPOTS[name], day, day % 5 === 4 ? 'simulated' : 'recorded')).flat(),
      );
    return { summary: [...levelSummary(records)], total: records.length, records: records.slice(0, limit) };
  }
}

function recordsOf(date: GammaLevelRecord['date'], underlying: Underlying, spot: number, day: number, origin: 'recorded' | 'simulated'): GammaLevelRecord[] {
  const states = ['held', 'not_reached', 'broken', 'broken', 'held', 'late', 'not_reached', 'at_price', 'unknown'] as const;
  const outcome = (at: number): NonNullable<GammaLevelRecord['outcome']> => {
    const state = states[at % states.length] ?? 'held';
    return { state, reachedAt: ['held', 'broken', 'late'].includes(state) ? OPEN + (40 + ((at * 37) % 300)) * MINUTE : null };
  };
  const kinds: readonly (readonly [GammaLevelKind, number])[] = [['call_wall', 3], ['put_wall', -4], ['heaviest', 2], ['flip', -2.37]];
  return kinds.map(([kind, away], index) => ({
    underlying,
    date,
    kind,
    origin,
    source: origin === 'recorded' ? `replay: spy-0dte-${date}` : 'simulated: seed 7',
    level: kind === 'flip' ? spot + away : Math.round(spot + away),
    setAt: OPEN + 15 * MINUTE,
    setPrice: spot,
    outcome: outcome(day + 2 * index),
    control: { level: spot - away, outcome: outcome(day * 2 + index + 3) },
  }));
}
