import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { priceRows } from '../../src-core/pricing/batch.ts';
import { scalarEngine, simdEngine } from '../../src-core/pricing/kernel/engine.ts';
import { median, rounded } from '../support/figures.ts';
import { type Accuracy, accuracyOf, MOST_CONDITION } from './pricing/accuracy.ts';
import { type Contestant, emptyResults, type Loop, type Results } from './pricing/contestant.ts';
import { chainGrid, generalGrid, type Grid, referenceGrid, sameDayGrid, thinned } from './pricing/grids.ts';
import { batches, batchesOf, calls, generalShare, kernelOn, volatilityAlone } from './pricing/ours.ts';
import { quantlib, quantlibFine } from './pricing/quantlib.ts';
import { measured, quotients, type Task } from './pricing/rounds.ts';
import { tableOf } from './pricing/table.ts';
import { trio } from './pricing/trio.ts';
import { uqee, uqeeFine } from './pricing/uqee.ts';

const AMERICAN = join(import.meta.dirname, 'american.bench.ts');
const KINDS = ['implied', 'values', 'all'] as const;
type Kind = (typeof KINDS)[number];

export interface PricingFigures {
  readonly grids: readonly GridFigures[];
  readonly goals: readonly Goal[];
  /** null where there is no such bench. */
  readonly american: Readonly<Record<string, number>> | null;
  /** Of everything written, so that nothing can be left out. */
  readonly checksum: number;
}

export interface GridFigures {
  readonly name: string;
  readonly rows: number;
  readonly markets: number;
  /** Rows whose quote says enough about its volatility for the accuracy to be judged. */
  readonly informative: number;
  /** Share of the rows, from 0 to 1, that our stages leave to the general formulas. */
  readonly generalShare: number;
  readonly contestants: readonly ContestantFigures[];
}

export interface ContestantFigures {
  readonly name: string;
  /** Nanoseconds a row, medians: the implied volatility; the price; implied volatility, price and all Greeks on offer. */
  readonly ns: Readonly<Record<Kind, number | null>>;
  readonly greeks: number;
  /** Time for an implied volatility over that of @quantlib/ql, median of the rounds. */
  readonly ratio: number;
  readonly accuracy: Accuracy;
  /** On the reference's rows of this kind; null without the reference. */
  readonly reference: Accuracy | null;
}

export interface Goal {
  readonly name: string;
  readonly limit: number;
  /** The median of the rounds, by which it is met or missed; null where this machine cannot measure it. */
  readonly measured: number | null;
  /** From the least of the rounds, for a quotient the least of each side: what it is while nothing else runs. */
  readonly least: number | null;
  readonly met: boolean;
}

interface Timed extends Task {
  readonly contestant: Contestant;
  readonly grid: Grid;
  readonly kind: Kind;
  readonly results: Results;
}

/**
 * Implied volatility, price and Greeks: ours beside the packages that are to be had, over the very same rows, in rounds
 * that alternate. A kernel's block holds one market, so the grids are 32 markets of 64 rows, every row with a strike and
 * a volatility of its own: ours take them a market a batch, as they take a chain, the packages row by row with what holds
 * for a market found once; "a call a row" is ours used as they are. Ours find nine Greeks with every implied volatility
 * but where it says "IV alone", and with every price. The quotes of the first two grids are those of the option out of
 * the money, from 0.000001 dollars; the prices are of both sides. The grids' quotes are our own prices, exact to the last
 * places; the reference's rows are a proof that owes nothing to us.
 */
export async function run(): Promise<PricingFigures> {
  const simd = simdEngine();
  const scalar = kernelOn('ours, scalar', scalarEngine());
  const wide = simd === null ? null : kernelOn('ours, SIMD', simd);
  const scalarAlone = volatilityAlone('ours, scalar, IV alone', scalarEngine());
  const second = simdEngine();
  const wideAlone = second === null ? null : volatilityAlone('ours, SIMD, IV alone', second);
  const shipped = batches();
  const contestants = [shipped, ...(wide === null ? [] : [wide]), scalar, ...(wideAlone === null ? [] : [wideAlone]), scalarAlone, calls, quantlib, quantlibFine, uqee, uqeeFine, trio];
  const chain = chainGrid('chain', 600, 1);
  const grids: readonly (readonly [Grid, Grid | null])[] = [
    [generalGrid(), referenceGrid('ordinary')],
    [sameDayGrid(), referenceGrid('zero_dte')],
    [chain, null],
  ];

  const tasks = grids.flatMap(([grid]) => KINDS.flatMap((kind) => contestants.flatMap((contestant) => timed(contestant, grid, kind))));
  const book = bookTask([chain, chainGrid('QQQ', 500, 1), chainGrid('IWM', 220, 0.5)]);
  const rounds = measured([book, ...tasks]);
  const roundsOf = (contestant: Contestant | null, grid: Grid, kind: Kind): readonly number[] | null => {
    const at = tasks.findIndex((task) => task.contestant === contestant && task.grid === grid && task.kind === kind);
    return at < 0 ? null : (rounds[at + 1] ?? null);
  };
  const impliedRounds = (contestant: Contestant | null, grid: Grid): readonly number[] =>
    roundsOf(contestant, grid, 'implied') ?? roundsOf(contestant, grid, 'all') ?? [];
  const ratios = (contestant: Contestant | null, grid: Grid, to: Contestant = quantlib): readonly number[] =>
    quotients(impliedRounds(contestant, grid), impliedRounds(to, grid));

  const figures = grids.map(([grid, reference]): GridFigures => ({
    name: grid.name,
    rows: grid.strike.length,
    markets: grid.sections.length,
    informative: grid.condition.filter((condition) => condition < MOST_CONDITION).length,
    generalShare: generalShare(scalarEngine(), grid),
    contestants: contestants.map((contestant) => ({
      name: contestant.name,
      ns: {
        implied: rounded(median(impliedRounds(contestant, grid)), 1),
        values: middle(roundsOf(contestant, grid, 'values')),
        all: middle(roundsOf(contestant, grid, 'all')),
      },
      greeks: contestant.greeks,
      ratio: rounded(median(ratios(contestant, grid)), 4),
      accuracy: accuracyOn(grid, contestant),
      reference: reference === null ? null : accuracyOn(reference, contestant),
    })),
  }));

  const sameDay = (grids[1] as (typeof grids)[number])[0];
  const sameDayGoal = (name: string, limit: number, contestant: Contestant | null, to: Contestant): Goal => {
    const least = Math.min(...impliedRounds(contestant, sameDay)) / Math.min(...impliedRounds(to, sameDay));
    return goal(`0DTE implied volatility, ${name} / ${to.name}`, limit, ratios(contestant, sameDay, to), least, 4);
  };
  const bookMicroseconds = (rounds[0] ?? []).map((ns) => (ns * book.rows) / 1_000);
  const shippedOnChain = impliedRounds(shipped, chain);
  const goals = [
    // The goals were set against the package at its best accuracy; as it comes it is wrong by up to 8e-4.
    sameDayGoal('scalar TypeScript', 0.04, scalarAlone, quantlibFine),
    sameDayGoal('SIMD', 0.02, wideAlone, quantlibFine),
    sameDayGoal('scalar TypeScript', 0.04, scalarAlone, quantlib),
    sameDayGoal('SIMD', 0.02, wideAlone, quantlib),
    goal('chain through priceRows, ns a row', 160, shippedOnChain, Math.min(...shippedOnChain), 1),
    goal('book of 1,200 contracts through priceRows, µs', 300, bookMicroseconds, Math.min(...bookMicroseconds), 1),
  ];
  const american = await americanFigures();
  const slowest = american?.['american put by yield, microseconds'];
  const put = slowest === undefined ? [] : [goal('american put with a yield, µs', 10, [slowest], slowest, 2)];
  return { grids: figures, goals: [...goals, ...put], american, checksum: tasks.reduce((sum, { results }) => sum + checksum(results), 0) };
}

export const print = tableOf;

function timed(contestant: Contestant, grid: Grid, kind: Kind): readonly Timed[] {
  const loop: Loop | null = contestant[kind];
  if (loop === null) return [];
  const rows = thinned(grid, contestant.every);
  const results = emptyResults(rows.strike.length);
  return [{ contestant, grid, kind, results, rows: rows.strike.length, run: () => loop(rows, results) }];
}

function bookTask(chains: readonly Grid[]): Task {
  const prepared = chains.flatMap((chain) => batchesOf(chain, emptyResults(chain.strike.length)));
  return {
    rows: chains.reduce((sum, { strike }) => sum + strike.length, 0),
    run: () => {
      for (const batch of prepared) priceRows(batch);
    },
  };
}

function accuracyOn(grid: Grid, { implied, all }: Contestant): Accuracy {
  const results = emptyResults(grid.strike.length);
  (implied ?? all)?.(grid, results);
  return accuracyOf(grid, results.iv);
}

function middle(figures: readonly number[] | null): number | null {
  return figures === null ? null : rounded(median(figures), 1);
}

function goal(name: string, limit: number, figures: readonly number[], least: number, decimals: number): Goal {
  if (figures.length === 0) return { name, limit, measured: null, least: null, met: false };
  const measured = rounded(median(figures), decimals);
  return { name, limit, measured, least: rounded(least, decimals), met: measured <= limit };
}

async function americanFigures(): Promise<Readonly<Record<string, number>> | null> {
  if (!existsSync(AMERICAN)) return null;
  const { run } = (await import(pathToFileURL(AMERICAN).href)) as { run: () => Promise<Record<string, number>> };
  return run();
}

function checksum(results: Results): number {
  return Object.values(results).reduce((sum: number, column: Float64Array | Uint8Array) => {
    for (const value of column) if (Number.isFinite(value)) sum += value;
    return sum;
  }, 0);
}
