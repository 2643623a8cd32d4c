import type { Chain } from './chain.ts';

export interface AtTheMoney {
  /** The strike nearest the forward that has a volatility. */
  readonly strike: number;
  /** Mean of its call and put where both are priced. */
  readonly iv: number;
  /** One standard deviation of the underlying to the reference, in dollars: forward · iv · sqrt(years) on the volatility's clock. */
  readonly sigmaLeft: number;
}

/** null while no strike near the forward is priced. */
export function atTheMoney(chain: Chain, years: number): AtTheMoney | null {
  const start = chain.nearestStrike(chain.forward);
  if (start < 0 || Number.isNaN(chain.forward)) return null;
  for (let distance = 0; distance < chain.ladder.length; distance += 1) {
    for (const index of distance === 0 ? [start] : [start + distance, start - distance]) {
      const pair = chain.ladder[index];
      if (pair === undefined) continue;
      const call = chain.columns.iv[pair.call] ?? Number.NaN;
      const put = chain.columns.iv[pair.put] ?? Number.NaN;
      const iv = Number.isNaN(call) ? put : Number.isNaN(put) ? call : (call + put) / 2;
      if (!Number.isNaN(iv)) return { strike: pair.strike, iv, sigmaLeft: chain.forward * iv * Math.sqrt(years) };
    }
  }
  return null;
}
