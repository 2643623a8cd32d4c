import type { CalibrationView, ReliabilityView, TypeRecord } from '../../src-core/signals/calibration-view.ts';
import type { IsoDate } from '../../src-core/time.ts';
import { DEFAULT_SEED } from '../session-plan.ts';
import type { CalibrationBook } from '../signals/calibration-book.ts';
import { DETECTORS } from '../signals/detectors/index.ts';
import type { StudyOptions } from './study.ts';

/** What a study came to. Amounts are dollars for one package after all costs, at executable prices. */
export interface StudyReport {
  readonly market:
    | { readonly kind: 'simulated'; readonly scenario: string; readonly seed: number }
    | { readonly kind: 'replay'; readonly path: string };
  /** Annual, of the market as it was priced. */
  readonly rate: number;
  readonly clock: 'variance' | 'flat';
  readonly sessions: number;
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
  readonly signals: number;
  readonly settled: number;
  /** Settled signals that make a type calibrated. */
  readonly needed: number;
  /** `signals` made, and how those that were settled did. */
  readonly types: readonly (TypeRecord & { readonly signals: number })[];
  readonly said: ReliabilityView;
  readonly implied: ReliabilityView;
  readonly corrections: CalibrationView['corrections'];
}

export interface StudyOutcome {
  readonly options: StudyOptions;
  readonly dates: readonly IsoDate[];
  readonly rate: number;
  /** Signals by detector. */
  readonly made: ReadonlyMap<string, number>;
  readonly book: CalibrationBook;
}

/** Nothing in it depends on the machine or the time of the run. */
export function studyReport({ options, dates, rate, made, book }: StudyOutcome): StudyReport {
  const { settled, needed, types, said, implied, corrections } = book.view(null, 0, new Map(DETECTORS.map(({ id, title }) => [id, title])));
  const { feed, study, seed, clock } = options;
  return {
    market: feed.kind === 'replay' ? { kind: 'replay', path: feed.path } : { kind: 'simulated', scenario: study.scenario, seed: seed ?? DEFAULT_SEED },
    ...{ rate, clock },
    sessions: dates.length,
    from: dates[0] ?? null,
    to: dates.at(-1) ?? null,
    signals: [...made.values()].reduce((sum, count) => sum + count, 0),
    ...{ settled, needed },
    types: types.map((type) => ({ ...type, signals: made.get(type.detector) ?? 0 })),
    ...{ said, implied, corrections },
  };
}

/** The report for people: one line a type, then how reliable the probabilities were. */
export function describedStudy(report: StudyReport): string {
  const { market, sessions, from, to, signals, settled, needed, types } = report;
  const of = market.kind === 'replay' ? `recorded in ${market.path}` : `of the ${market.scenario} market, seed ${market.seed}`;
  const heads = ['', 'signals', 'settled', 'won', '95 %', 'implied', 'said', 'expectancy', '95 %', 'at exp. fill', 'Brier', 'target', 'stop', 'expiry', ''];
  const rows = types.map((type) => [
    type.title,
    String(type.signals),
    String(type.settled),
    percent(type.winRate),
    interval(type.winRateInterval, (value) => (100 * value).toFixed(1)),
    percent(type.implied),
    percent(type.confidence),
    dollars(type.expectancy),
    interval(type.expectancyInterval, (value) => value.toFixed(2)),
    dollars(type.expectancyAtExpectedFill),
    type.brier === null ? '–' : type.brier.toFixed(4),
    ...(['target', 'stop', 'expiry'] as const).map((exit) => String(type.exits[exit])),
    type.state === 'calibrated' ? '' : `uncalibrated (${type.settled} of ${needed})`,
  ]);
  return [
    `${sessions} sessions ${of}${from === null ? '' : `, ${from} to ${to ?? ''}`}: ${signals} signals, ${settled} settled`,
    'expectancy: dollars a package after all costs, entered and left at executable prices; intervals are over sessions',
    '',
    ...aligned([heads, ...rows]),
    '',
    ...aligned([
      ['probabilities', 'slope', '95 %', 'intercept', 'Brier', '= reliability', '- resolution', '+ uncertainty', '+ within bins'],
      reliabilityRow('as said', report.said),
      reliabilityRow('as implied', report.implied),
    ]),
  ].join('\n');
}

function reliabilityRow(name: string, { slope, intercept, brier }: ReliabilityView): readonly string[] {
  const parts = brier === null ? [null, null, null, null, null] : [brier.score, brier.reliability, brier.resolution, brier.uncertainty, brier.within];
  return [
    name,
    slope === null ? '–' : slope.value.toFixed(3),
    interval(slope?.interval ?? null, (value) => value.toFixed(2)),
    intercept === null ? '–' : intercept.value.toFixed(3),
    ...parts.map((part) => (part === null ? '–' : part.toFixed(5))),
  ];
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}

function dollars(amount: number | null): string {
  return amount === null ? '–' : amount.toFixed(2);
}

function interval(bounds: { readonly low: number; readonly high: number } | null, text: (value: number) => string): string {
  return bounds === null ? '–' : `${text(bounds.low)} to ${text(bounds.high)}`;
}

/** The first column to the left, numbers to the right, the last as it comes. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : column === row.length - 1 && row.length > 9 ? cell : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd());
}
