import type { Detection } from '../../../src-core/signals/evidence.ts';
import type { GammaExposure, MarketState, Measure, PairState, UnderlyingState } from '../../../src-core/signals/market-state.ts';
import { ABSENT, formatPrice, formatSigned } from '../../design/format.ts';

/** A figure as read, with what it is or why it is absent. */
export interface StateFigure {
  readonly text: string;
  readonly title: string;
}

export interface StateRow {
  readonly name: string;
  readonly title: string;
  readonly of: (state: UnderlyingState) => StateFigure | string;
}

function percent(share: number | null, decimals = 0): string {
  return share === null || !Number.isFinite(share) ? ABSENT : `${formatPrice(share * 100, decimals)} %`;
}

function ratio(value: number | null): string {
  return value === null || !Number.isFinite(value) ? ABSENT : `${formatPrice(value)}×`;
}

/** `text`, or why there is none. */
function known(text: string, what: string, absent: string): StateFigure {
  return text === ABSENT ? { text, title: absent } : { text, title: what };
}

/** Dollars of delta per 1 % move, shortened: "+$1.84 B", "−$210 M". */
export function exposureWords(dollars: number): string {
  const size = Math.abs(dollars);
  const [divisor, unit, decimals] = size >= 1e9 ? ([1e9, 'B', 2] as const) : size >= 1e6 ? ([1e6, 'M', 0] as const) : ([1e3, 'k', 0] as const);
  return formatSigned(dollars / divisor, decimals).replace(/^[+\u2212]?/, (sign) => `${sign}$`) + ` ${unit}`;
}

/** "open interest of 2026-11-19, 1 day old": what gamma exposure rests on. */
export function openInterestWords({ asOf, ageDays }: Pick<GammaExposure, 'asOf' | 'ageDays'>): string {
  const age = ageDays === 0 ? 'of today' : ageDays === 1 ? '1 day old' : `${ageDays} days old`;
  return `open interest of ${asOf}, ${age}`;
}

function gammaFigure(gamma: Measure<GammaExposure>, side: 'callsLessPuts' | 'putsLessCalls'): StateFigure {
  if (!gamma.ok) return { text: ABSENT, title: gamma.reason };
  const convention = side === 'callsLessPuts' ? 'Calls less puts: dealers taken as long calls and short puts.' : 'Puts less calls: dealers taken as short calls and long puts.';
  return { text: exposureWords(gamma.value[side]), title: `${convention} Dollars of delta per 1 % move, by ${openInterestWords(gamma.value)}.` };
}

const NO_MINUTES = 'A minute that it needs is missing, or is not over yet.';

/** What is known of one underlying, row by row. */
export const STATE_ROWS: readonly StateRow[] = [
  { name: 'Price', title: 'At the bar’s close', of: ({ price }) => formatPrice(price) },
  {
    name: 'Used of move',
    title: 'Way gone since the open, as a share of the standard deviation that options asked for at the open',
    of: ({ expectedMove }) => known(percent(expectedMove?.used ?? null), 'Since the open', 'What options asked for at the open is not known.'),
  },
  {
    name: 'Move left',
    title: 'One standard deviation to the reference by the implied distribution, dollars',
    of: ({ expectedMove }) => (expectedMove === null ? { text: ABSENT, title: 'The implied distribution is not known.' } : { text: `±${formatPrice(expectedMove.sigma)}`, title: `Middle 68 %: ${formatPrice(expectedMove.low)} to ${formatPrice(expectedMove.high)}, by ${expectedMove.source === 'smile' ? 'the smile' : 'a lognormal: no smile is fitted'}` }),
  },
  ...([15, 30, 60] as const).map(
    (minutes): StateRow => ({
      name: `Momentum ${minutes}′`,
      title: `Return over ${minutes} minutes, in standard deviations that options asked for in those minutes`,
      of: ({ momentum }) => {
        const value = momentum[`m${minutes}`];
        return known(value === null ? ABSENT : `${formatSigned(value, 1)}σ`, '', NO_MINUTES);
      },
    }),
  ),
  { name: 'Volume', title: 'Shares in the last 15 minutes over what is ordinary at this time of day', of: ({ volumeRatio }) => known(ratio(volumeRatio), '', 'There are no former days to compare with.') },
  { name: 'Range', title: 'High less low so far, over what options asked for at the open for a range up to now', of: ({ rangeRatio }) => known(ratio(rangeRatio), '', 'What options asked for at the open is not known.') },
  { name: 'Implied', title: 'Annual volatility at the money, on the variance clock', of: ({ variance }) => known(percent(variance.implied, 1), '', 'The chain has no volatility at the money.') },
  { name: 'Realised', title: 'Annual volatility since the open, on the variance clock', of: ({ variance }) => known(percent(variance.realised, 1), `Of ${variance.returns} minute returns`, 'Too few minute returns since the open.') },
  {
    name: 'Implied ÷ real.',
    title: 'Implied over realised volatility: above 1, options ask for more than has been realised',
    of: ({ variance: { implied, realised } }) => known(implied === null || realised === null || realised === 0 ? ABSENT : ratio(implied / realised), '', 'One of the two is not known.'),
  },
  { name: 'GEX c − p', title: 'Gamma exposure, dealers long calls and short puts', of: ({ gamma }) => gammaFigure(gamma, 'callsLessPuts') },
  { name: 'GEX p − c', title: 'Gamma exposure, dealers short calls and long puts', of: ({ gamma }) => gammaFigure(gamma, 'putsLessCalls') },
  {
    name: 'Heaviest',
    title: 'The strike with the most gamma, and its share of all of it',
    of: ({ gamma }) => {
      const heaviest = gamma.ok ? gamma.value.heaviest[0] : undefined;
      if (!gamma.ok) return { text: ABSENT, title: gamma.reason };
      return heaviest === undefined ? { text: ABSENT, title: 'No strike has open interest.' } : { text: `${formatPrice(heaviest.strike, Number.isInteger(heaviest.strike) ? 0 : 1)} ${percent(gamma.value.concentration)}`, title: `${heaviest.openInterest} contracts, by ${openInterestWords(gamma.value)}` };
    },
  },
  { name: 'Quoted', title: 'Contracts fit to trade on, of those listed', of: ({ chain }) => ({ text: `${chain.usable}/${chain.contracts}`, title: `${chain.calls} calls and ${chain.puts} puts; ${chain.stale} stale` }) },
];

/** "0.61", or why it is not known. */
export function pairFigure(pair: Measure<PairState>): { readonly value: string; readonly baseline: string; readonly z: string; readonly title: string } {
  if (!pair.ok) return { value: ABSENT, baseline: ABSENT, z: ABSENT, title: pair.reason };
  const { short, hour, long, rolling7d, rolling30d, baseline, z, gap, gapZ } = pair.value;
  const ordinary = baseline.ok
    ? `Ordinary at this minute: ${formatPrice(baseline.value.mean)}, between ${formatPrice(baseline.value.low)} and ${formatPrice(baseline.value.high)}, by ${baseline.value.days} days ${baseline.value.source === 'recorded' ? 'recorded here' : 'that came with the program'}.`
    : baseline.reason;
  const others = `60 returns ${formatPrice(hour)}, 180 returns ${formatPrice(long)}; 7 days ${formatPrice(rolling7d)}, 30 days ${formatPrice(rolling30d)}. Gap ${gap === null ? ABSENT : percent(gap, 2)} (${gapZ === null ? ABSENT : `${formatSigned(gapZ, 1)}σ`}).`;
  return {
    value: formatPrice(short),
    baseline: baseline.ok ? formatPrice(baseline.value.mean) : ABSENT,
    z: z === null ? ABSENT : formatSigned(z, 1),
    title: `${short === null ? 'Too few of the last 20 minute returns are there.' : 'Correlation of the last 20 minute returns.'} ${ordinary} ${others}`,
  };
}

/** "normal · VIX 16.84 −0.61 · slope −0.2/h · 42nd percentile of 252 days · sizes ×1.00". */
export function regimeWords(regime: MarketState['regime']): string {
  if (!regime.ok) return `Regime ${ABSENT}: ${regime.reason}`;
  const { type, factor, vix, change, slope, percentile, days } = regime.value;
  const place = percentile === null ? `percentile ${ABSENT} (${days} days are too few)` : `above ${formatPrice(percentile * 100, 0)} % of ${days} days`;
  return `Regime ${type} · VIX ${formatPrice(vix)} ${formatSigned(change)} · ${slope === null ? `slope ${ABSENT}` : `${formatSigned(slope, 1)} an hour`} · ${place} · sizes ×${formatPrice(factor)}`;
}

/** A detection in a table's cell. */
export function detectionWords(detection: Detection): string {
  switch (detection.kind) {
    case 'evidence': {
      const marks = { up: '▲', down: '▼', calm: '◆', wild: '◆' } as const;
      return `${marks[detection.evidence.outlook]} ${formatPrice(detection.evidence.strength, 1)}σ`;
    }
    case 'quiet':
      return 'quiet';
    case 'abstained':
      return 'abstains';
  }
}
