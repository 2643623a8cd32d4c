import { linesOf, seriesOf } from './line-protocol.ts';

// What is given up where there is no more room: every second point of each series, of what is older first.

export interface Thinned {
  /** What is left, a line a point. */
  readonly text: string;
  readonly points: number;
  /** Points left that may still go before those that matter most. */
  readonly detail: number;
}

/** Thinned only after all the rest: what the account and its risk were. */
const LAST = ['portfolio_performance', 'risk_metrics'];

/**
 * Keeps every second point of each series. `ordinal` numbers the pieces of a series that are thinned one by one: from an odd
 * one the first point goes, from an even one the second, so that a piece with one point a series is halved as well.
 */
export function thin(text: string, ordinal: number, what: 'detail' | 'all'): Thinned {
  const seen = new Map<string, number>();
  const kept: string[] = [];
  let detail = 0;
  for (const line of linesOf(text)) {
    const mattersMost = LAST.some((measurement) => line.startsWith(measurement));
    if (what === 'all' || !mattersMost) {
      const series = seriesOf(line);
      const count = seen.get(series) ?? 0;
      seen.set(series, count + 1);
      if ((count + ordinal) % 2 === 1) continue;
    }
    kept.push(line);
    if (!mattersMost) detail += 1;
  }
  return { text: kept.map((line) => `${line}\n`).join(''), points: kept.length, detail };
}

/** A piece that could be thinned: how often it was, and whether only what matters most is left in it. */
export interface Thinnable {
  readonly bytes: number;
  readonly level: number;
  readonly detailSpent: boolean;
}

/**
 * Which piece is thinned next, of pieces oldest first: the one that was thinned least, the oldest of those; the newest
 * quarter of the bound is kept whole. Null where there are none.
 */
export function nextToThin<Piece extends Thinnable>(pieces: readonly Piece[], bound: number): { readonly piece: Piece; readonly what: 'detail' | 'all' } | null {
  let newest = bound / 4;
  let end = pieces.length;
  while (end > 0 && newest > 0) {
    newest -= pieces[end - 1]?.bytes ?? 0;
    end -= 1;
  }
  // Pieces as big as that have to be thinned all the same.
  const older = end > 0 ? pieces.slice(0, end) : pieces;
  const withDetail = older.filter((piece) => !piece.detailSpent);
  const among = withDetail.length > 0 ? withDetail : older;
  const [first, ...others] = among;
  if (first === undefined) return null;
  const piece = others.reduce((least, other) => (other.level < least.level ? other : least), first);
  return { piece, what: withDetail.length > 0 ? 'detail' : 'all' };
}

/** Past this a piece is given up as a whole. */
export const DEEPEST_LEVEL = 20;
