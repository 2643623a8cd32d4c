import { median, rounded } from '../../support/figures.ts';

/** Milliseconds of two contestants, round by round. */
export interface Pairs {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/** Runs the two in turns, the first of each round changing; the first `warmUp` rounds do not count. */
export async function pairs(warmUp: number, rounds: number, ours: () => Promise<void>, bare: () => Promise<void>): Promise<Pairs> {
  const times = { ours: [] as number[], bare: [] as number[] };
  const timed = async (kept: number[], act: () => Promise<void>, round: number): Promise<void> => {
    const start = performance.now();
    await act();
    const time = performance.now() - start;
    if (round >= warmUp) kept.push(time);
  };
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const turns = [() => timed(times.ours, ours, round), () => timed(times.bare, bare, round)];
    if (round % 2 === 1) turns.reverse();
    for (const turn of turns) await turn();
  }
  return times;
}

/** Rows a second of both, and the median of ours over bare, pair by pair. */
export function rates(label: string, rows: number, bareName: string, { ours, bare }: Pairs): Record<string, number> {
  const perSecond = (times: readonly number[]): number => rounded((1_000 * rows) / median(times));
  return {
    [`${label}: rows/s`]: perSecond(ours),
    [`${label}: rows/s of ${bareName}`]: perSecond(bare),
    [`${label}: ratio to ${bareName}`]: rounded(median(bare.map((time, round) => time / (ours[round] ?? Number.NaN))), 2),
  };
}
