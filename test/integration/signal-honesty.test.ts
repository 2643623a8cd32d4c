import { beforeAll, describe, expect, it } from 'vitest';
import type { CalibrationView, ReliabilityView, TypeRecord } from '../../src-core/signals/calibration-view.ts';
import type { SettledSignal } from '../../src-core/signals/signal.ts';
import { typeRecordOf } from '../../src-core/signals/type-record.ts';
import { clusteredMean } from '../../src-core/statistics/clustered-mean.ts';
import { reliabilityOf } from '../../src-core/statistics/reliability.ts';
import { studentQuantile } from '../../src-core/statistics/student-quantile.ts';
import { CalibrationBook } from '../../src-main/signals/calibration-book.ts';
import { DETECTORS } from '../../src-main/signals/detectors/index.ts';
import type { StudiedMarket } from '../support/honesty/market-study.ts';
import { studyMarkets } from '../support/honesty/study-markets.ts';

const FAIR_SESSIONS = 2_000;
const BREAK_SESSIONS = 100;
const RICH_SESSIONS = 500;
/** Chance that a type without an edge is taken to have one, over all types together. */
const ERROR = 0.05;
/** Types whose bets are on calm. */
const ON_CALM: readonly string[] = ['variance_premium', 'volatility_contraction', 'pin'];
const MOST_MS = 20 * 60_000;

const TITLES = new Map(DETECTORS.map(({ id, title }) => [id, title]));

let fair: readonly StudiedMarket[];
let broken: readonly StudiedMarket[];
let rich: readonly StudiedMarket[];
let ofFair: CalibrationView;

// Two threads, of the same work: the halves of a market are studies of their own, each with its own record.
beforeAll(async () => {
  const began = performance.now();
  const half = (scenario: 'fair' | 'rich-variance', seed: number, sessions: number) => ({ scenario, seed, sessions: sessions / 2 });
  const studied = await studyMarkets([
    [half('fair', 1, FAIR_SESSIONS), { scenario: 'reverting-break', seed: 3, sessions: BREAK_SESSIONS }, half('rich-variance', 5, RICH_SESSIONS - BREAK_SESSIONS)],
    [half('fair', 2, FAIR_SESSIONS), half('rich-variance', 6, RICH_SESSIONS + BREAK_SESSIONS)],
  ]);
  [fair, broken, rich] = (['fair', 'reverting-break', 'rich-variance'] as const).map((name) => studied.filter(({ job }) => job.scenario === name)) as [StudiedMarket[], StudiedMarket[], StudiedMarket[]];
  const book = new CalibrationBook();
  book.load(fair.flatMap(({ settled }) => settled));
  ofFair = book.view(null, 0, TITLES);
  process.stderr.write(`${described()}\n${Math.round((performance.now() - began) / 1_000)} s\n`);
}, MOST_MS);

const settledIn = (markets: readonly StudiedMarket[]): readonly SettledSignal[] => markets.flatMap(({ settled }) => settled);

function reliabilityIn(settled: readonly SettledSignal[]): ReliabilityView {
  return reliabilityOf(settled.map(({ confidence }) => confidence), settled.map(({ won }) => won), settled.map(({ date }) => date));
}

function comparedOn(markets: readonly StudiedMarket[]): ReliabilityView {
  const all = markets.map(({ compared }) => compared);
  return reliabilityOf(all.flatMap(({ forecast }) => forecast), all.flatMap(({ won }) => won), all.flatMap(({ date }) => date));
}

function recordOf(markets: readonly StudiedMarket[], detector: string): TypeRecord {
  return typeRecordOf(settledIn(markets).filter((signal) => signal.detector === detector), { detector, title: detector, state: 'uncalibrated' });
}

function perSession(markets: readonly StudiedMarket[], detector: string): number {
  return recordOf(markets, detector).settled / markets.reduce((sum, { job }) => sum + job.sessions, 0);
}

/** A mean of dollars with the error of sessions, and how far it may be off by chance: one side, or both, corrected for all types. */
function bounds(values: readonly { readonly date: string; readonly dollars: number }[], sides: 1 | 2): { mean: number; low: number; high: number } | null {
  const { mean, standardError, clusters } = clusteredMean(
    values.map(({ dollars }) => dollars),
    values.map(({ date }) => date),
  );
  if (mean === null || standardError === null) return null;
  // Bonferroni's correction: each of the types may err with its share of the chance. The quantile is of both sides.
  const half = studentQuantile(1 - ((sides === 1 ? 2 : 1) * ERROR) / DETECTORS.length, clusters - 1) * standardError;
  return { mean, low: mean - half, high: mean + half };
}

/** The figures that the assertions are about, for those who read the run. */
function described(): string {
  const types = (['fair', 'reverting-break', 'rich-variance'] as const).flatMap((name, i) => {
    const markets = [fair, broken, rich][i] ?? [];
    return DETECTORS.map(({ id }) => {
      const { settled, winRate, winRateInterval, implied, confidence, expectancy, expectancyInterval } = recordOf(markets, id);
      const surprise = bounds(markets.flatMap(({ surprises }) => surprises).filter(({ detector }) => detector === id).map(({ date, surprise: dollars }) => ({ date, dollars })), 2);
      const text = (value: number | null | undefined): string => value?.toFixed(3) ?? '–';
      return [name, id, settled, text(winRate), text(winRateInterval?.low), text(winRateInterval?.high), text(implied), text(confidence), text(expectancy), text(expectancyInterval?.low), text(expectancyInterval?.high), text(surprise?.mean), text(surprise?.low), text(surprise?.high)].join('\t');
    });
  });
  const [breaks] = broken.map(({ breaks }) => JSON.stringify(breaks));
  return [...types, `said ${JSON.stringify(ofFair.said.slope)} implied ${JSON.stringify(ofFair.implied.slope)}`, `compared ${JSON.stringify(comparedOn(fair).slope)} ${JSON.stringify(comparedOn(fair).intercept)}`, `breaks ${breaks ?? ''}`].join('\n');
}

describe('on markets that are fair games, with costs', () => {
  it('no type of signal earns anything beyond what chance explains', () => {
    expect(fair.reduce((sum, { job }) => sum + job.sessions, 0)).toBe(FAIR_SESSIONS);
    expect(settledIn(fair).length).toBe(fair.reduce((sum, { signals }) => sum + signals, 0));
    for (const { id } of DETECTORS) {
      const found = bounds(settledIn(fair).filter(({ detector }) => detector === id).map(({ date, result }) => ({ date, dollars: result })), 1);
      expect(found === null ? 0 : Math.min(0, -found.low), `${id}: ${JSON.stringify(found)}`).toBe(0);
    }
  });

  it('each package comes to what its plan said on average, costs and exits and all', () => {
    for (const { id } of DETECTORS) {
      const values = fair.flatMap(({ surprises }) => surprises).filter(({ detector }) => detector === id);
      const found = bounds(values.map(({ date, surprise }) => ({ date, dollars: surprise })), 2);
      if (found === null || values.length < 100) continue;
      expect(found.low, id).toBeLessThan(0);
      expect(found.high, id).toBeGreaterThan(0);
    }
  });

  it('the probability of every structure that was compared is reliable, from the unlikely to the likely', () => {
    const { sample, slope, intercept, bins } = comparedOn(fair);
    expect(sample).toBeGreaterThan(50_000);
    expect((bins.at(-1)?.forecast ?? 0) - (bins[0]?.forecast ?? 1)).toBeGreaterThan(0.4);
    expect(slope?.value).toBeGreaterThan(0.9);
    expect(slope?.value).toBeLessThan(1.1);
    expect(Math.abs(intercept?.value ?? Number.NaN)).toBeLessThan(0.1);
  });

  it('so is what signals say, from the first session on, and what they say of types that have a record', () => {
    expect(ofFair.said.slope?.value).toBeGreaterThan(0.9);
    expect(ofFair.said.slope?.value).toBeLessThan(1.1);
    const calibrated = reliabilityIn(settledIn(fair).filter((signal) => signal.calibrated));
    for (const { sample, slope } of [ofFair.implied, ofFair.said, calibrated]) {
      expect(sample).toBeGreaterThan(5_000);
      // Recommended structures are all about as likely as not, which leaves each slope uncertain by some 0.17 either way.
      const { low = Number.NaN, high = Number.NaN } = slope?.interval ?? {};
      expect(low).toBeLessThan(1);
      expect(high).toBeGreaterThan(1);
      expect(high - low).toBeLessThan(0.45);
    }
  });
});

describe('on markets with an effect planted in them', () => {
  it('correlation reversion finds the breaks, names what ran and which way it comes back, and earns by it', () => {
    const planted = recordOf(broken, 'correlation_reversion');
    const chance = recordOf(fair, 'correlation_reversion');
    expect(planted.expectancyInterval?.low).toBeGreaterThan(chance.expectancyInterval?.high ?? Number.NaN);
    expect(planted.expectancyInterval?.low).toBeGreaterThan(0);
    expect(planted.winRateInterval?.low).toBeGreaterThan(chance.winRateInterval?.high ?? Number.NaN);
    const [breaks] = broken.map(({ breaks: each }) => each);
    expect((breaks?.found ?? 0) / (breaks?.planted ?? Number.NaN)).toBeGreaterThan(0.5);
    expect((breaks?.mistaken ?? Number.NaN) / (breaks?.planted ?? 0)).toBeLessThan(0.15);
  });

  it('variance premium finds that options ask for too much, bets on calm, and does better by it', () => {
    const planted = recordOf(rich, 'variance_premium');
    expect(perSession(rich, 'variance_premium')).toBeGreaterThan(4 * perSession(fair, 'variance_premium'));
    const outlooks = rich.flatMap(({ premiumOutlooks }) => premiumOutlooks);
    expect(outlooks.filter((outlook) => outlook === 'calm').length / outlooks.length).toBeGreaterThan(0.99);
    // In a fair market it speaks too seldom to be compared with closely: what bets on calm come to there is.
    const chance = bounds(settledIn(fair).filter(({ detector }) => ON_CALM.includes(detector)).map(({ date, result }) => ({ date, dollars: result })), 2);
    expect(planted.expectancyInterval?.low).toBeGreaterThan(chance?.high ?? Number.NaN);
    expect(planted.winRateInterval?.low).toBeGreaterThan(planted.implied ?? Number.NaN);
  });
});
