export interface Streaks {
  readonly wins: number;
  readonly losses: number;
}

/** The most results above 0 and below 0 in a row. One of exactly 0 neither adds to a streak nor ends it. */
export function longestStreaks(results: readonly number[]): Streaks {
  let wins = 0;
  let losses = 0;
  let won = 0;
  let lost = 0;
  for (const result of results) {
    if (result > 0) {
      won += 1;
      lost = 0;
      wins = Math.max(wins, won);
    } else if (result < 0) {
      lost += 1;
      won = 0;
      losses = Math.max(losses, lost);
    }
  }
  return { wins, losses };
}
