import type { SmileMoment, TermPoint, VolatilityView } from '../../../src-core/contract/volatility.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { ABSENT, formatPrice, formatSigned, formatTime } from '../../design/format.ts';

/** "13.42 %": a volatility. */
export function volatilityWords(volatility: number | null): string {
  return volatility === null || !Number.isFinite(volatility) ? ABSENT : `${formatPrice(volatility * 100)} %`;
}

/** "−0.85 pt": a difference of volatilities in points of a percent. */
export function pointsWords(difference: number | null, decimals = 2): string {
  return difference === null || !Number.isFinite(difference) ? ABSENT : `${formatSigned(difference * 100, decimals)} pt`;
}

/** "09:30" */
export function clockText(time: number | null): string {
  return time === null ? ABSENT : formatTime(time).slice(0, 5);
}

/** "+1.25σ" */
export function sigmasWords(sigmas: number): string {
  return `${formatSigned(sigmas)}σ`;
}

export const SKEW_WORDS = {
  atm: 'Volatility of the smile at the forward',
  riskReversal: 'Volatility of the call with a forward delta of 0.25 less that of the put with −0.25, each at its own strike of the smile: below 0 the downside costs more',
  butterfly: 'Mean of both less the volatility at the forward: what the wings cost above the middle',
  slopePerPercent: 'Change of volatility at the forward for a strike that is 1 % higher',
  slopePerSigma: 'Change of volatility at the forward for a strike that is higher by one standard deviation of what is left of the move: comparable through the day',
} as const;

export interface SkewLine {
  readonly name: string;
  readonly title: string;
  readonly now: number | null;
  readonly opening: number | null;
  /** Shown as a volatility, or as points. */
  readonly unit: 'volatility' | 'points';
}

/** What the skew came to now and at the open. */
export function skewLines(now: SmileMoment | null, opening: SmileMoment | null): readonly SkewLine[] {
  const line = (name: string, title: string, unit: SkewLine['unit'], of: (skew: NonNullable<SmileMoment['skew']>) => number): SkewLine => ({
    name,
    title,
    unit,
    now: ofMoment(now, of),
    opening: ofMoment(opening, of),
  });
  return [
    line('At the forward', SKEW_WORDS.atm, 'volatility', ({ atm }) => atm),
    line('25Δ call', 'Volatility at the strike whose call has a forward delta of 0.25', 'volatility', ({ call25 }) => call25.volatility),
    line('25Δ put', 'Volatility at the strike whose put has a forward delta of −0.25', 'volatility', ({ put25 }) => put25.volatility),
    line('Risk reversal', SKEW_WORDS.riskReversal, 'points', ({ riskReversal }) => riskReversal),
    line('Butterfly', SKEW_WORDS.butterfly, 'points', ({ butterfly }) => butterfly),
    line('Slope, 1 % of strike', SKEW_WORDS.slopePerPercent, 'points', ({ slopePerPercent }) => slopePerPercent),
    line('Slope, 1σ of strike', SKEW_WORDS.slopePerSigma, 'points', ({ slopePerSigma }) => slopePerSigma),
  ];
}

function ofMoment(moment: SmileMoment | null, of: (skew: NonNullable<SmileMoment['skew']>) => number): number | null {
  const skew = moment?.skew ?? null;
  return skew === null ? null : of(skew);
}

export function skewText({ unit }: SkewLine, value: number | null): string {
  return unit === 'volatility' ? volatilityWords(value) : pointsWords(value);
}

/** "today", "2026-12-18 · 28 d", "VIX · SPX in 30 days" */
export function termName({ kind, expiry, days }: TermPoint): string {
  switch (kind) {
    case 'today':
      return `today, to 16:00${days < 0.05 ? '' : ` · ${formatPrice(days * 24, 1)} h`}`;
    case 'expiry':
      return `${expiry ?? ABSENT} · ${formatPrice(days, 0)} d`;
    case 'vix':
      return 'VIX: SPX over 30 days';
  }
}

/** A minute of the session with what is known of it. */
export interface DayMinute {
  readonly time: number;
  readonly volatility: number | null;
  readonly straddle: number | null;
  readonly decayed: number | null;
  readonly riskReversal: number | null;
  readonly butterfly: number | null;
}

export function dayMinutes({ history, open }: Pick<VolatilityView, 'history' | 'open'>): readonly DayMinute[] {
  return history.volatility.map((volatility, minute) => ({
    time: open + minute * MINUTE,
    volatility,
    straddle: history.straddle[minute] ?? null,
    decayed: history.decayed[minute] ?? null,
    riskReversal: history.riskReversal[minute] ?? null,
    butterfly: history.butterfly[minute] ?? null,
  }));
}

/** What the straddle has cost or brought against its own decay: "−0.42 to the decay". */
export function decayWords(minute: DayMinute | undefined): string {
  if (minute === undefined || minute.straddle === null || minute.decayed === null) return ABSENT;
  return formatSigned(minute.straddle - minute.decayed);
}

/** The newest minute with a straddle. */
export function lastMinute(minutes: readonly DayMinute[]): DayMinute | undefined {
  return minutes.findLast(({ straddle }) => straddle !== null);
}

/** The whole hours of a session, for its axis. */
export function hoursOf(open: number, reference: number): readonly number[] {
  const hour = 3_600_000;
  const hours: number[] = [];
  for (let time = Math.ceil(open / hour) * hour; time <= reference; time += hour) hours.push(time);
  return hours;
}
