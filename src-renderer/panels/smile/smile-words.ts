import type { SmileView } from '../../../src-core/contract/schemas.ts';
import { formatPrice } from '../../design/format.ts';
import { strikeWords } from './smile-reading.ts';

/** Strikes that a smile needs, as the fit requires them. */
export const LEAST_STRIKES = 3;

type Fitted = Extract<SmileView['fit'], { readonly state: 'fitted' }>;
type AbsentReason = Extract<SmileView['fit'], { readonly state: 'absent' }>['reason'];

/** What is shown in place of the plots, and what comes next; null where the quotes can be shown without a smile. */
export function absenceWords(reason: AbsentReason, underlying: string, quoted: number): { readonly title: string; readonly detail: string } | null {
  switch (reason) {
    case 'no_chain':
      return { title: `No ${underlying} options of today yet`, detail: 'The smile comes with the first quotes of the chain.' };
    case 'no_time_left':
      return { title: 'No time is left', detail: 'The reference time has come: what is left of an option is its intrinsic value, and no volatility can be read from it.' };
    case 'too_few_points':
      return quoted < LEAST_STRIKES
        ? { title: `Too few strikes: ${quoted} of ${LEAST_STRIKES}`, detail: `A smile needs ${LEAST_STRIKES} strikes with a bid, an ask and a volatility. Late in the day few are left, all next to the money.` }
        : null;
    case 'bad_input':
    case 'arbitrage':
      return quoted === 0 ? { title: 'No strike has a volatility', detail: 'The smile comes once strikes have a bid, an ask and a forward to price them on.' } : null;
  }
}

/** Why quotes are shown without a smile through them. */
export function unfittedWords(reason: AbsentReason): string {
  return reason === 'arbitrage' ? 'No smile without arbitrage goes through these quotes; they stand by themselves.' : 'No smile can be fitted to these quotes; they stand by themselves.';
}

/** "±3.27" */
export function plusMinus(dollars: number | null): string {
  return dollars === null ? formatPrice(null) : `±${formatPrice(dollars)}`;
}

export function straddleMeanWords(straddle: SmileView['straddle']): string {
  if (straddle === null) return 'The straddle at the money is not quoted.';
  return `Expected move by the straddle: the mean distance from the forward at the reference time, in dollars. It is the price of the straddle struck at the forward, from ${straddleStrikes(straddle.strikes)}. It is not one sigma.`;
}

export function straddleSigmaWords(straddle: SmileView['straddle']): string {
  return `One standard deviation by the straddle, in dollars: 1.25 × its price${straddle === null ? '' : ` of ${formatPrice(straddle.mean)}`}, which holds if the move is normal.`;
}

export const DENSITY_MEAN_WORDS = 'Expected move by the density: the mean distance from the forward at the reference time, in dollars, over all prices below.';
export const DENSITY_SIGMA_WORDS = 'One standard deviation by the density, in dollars. With fat tails it is more than 1.25 × the mean distance, and usually more than 68 % lies within it.';
export const INTERVAL_WORDS = {
  68: 'The middle 68.27 % of the density: as much as a normal distribution has within one sigma. As much lies below as above.',
  95: 'The middle 95 % of the density. As much lies below as above.',
} as const;

export function fitErrorWords({ rms, rmsHalfSpreads }: Pick<Fitted, 'rms' | 'rmsHalfSpreads'>): string {
  return `Root mean square of quoted less fitted: ${formatPrice(rms * 100)} points of volatility, ${formatPrice(rmsHalfSpreads)} of the quotes’ own half-spreads.`;
}

export const WITHIN_WORDS = 'Share of strikes whose fitted price lies within their own bid and ask.';

function straddleStrikes(strikes: readonly number[]): string {
  return strikes.length === 1 ? `the strike ${strikes.map(strikeWords).join()}` : `the strikes ${strikes.map(strikeWords).join(' and ')}`;
}
