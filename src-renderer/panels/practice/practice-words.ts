import type { PracticeRecording, PracticeScore } from '../../../src-core/contract/practice.ts';
import { type EpochMs, type IsoDate, MINUTE } from '../../../src-core/time.ts';
import { dateInNewYork, newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { ABSENT, formatCount, formatDollars, formatSigned, formatSignedDollars, formatTime } from '../../design/format.ts';

/** What a recording was made of; where it does not say, that. */
export function sourceWords(source: PracticeRecording['source']): string {
  return source ?? 'recording';
}

/** "43.6 MB", "512 kB". */
export function sizeWords(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${formatCount(bytes / 1e3)} kB`;
}

/** "09:30 – 16:15". */
export function spanWords({ from, to }: Pick<PracticeRecording, 'from' | 'to'>): string {
  return from === null || to === null ? ABSENT : `${formatTime(from).slice(0, 5)} – ${formatTime(to).slice(0, 5)}`;
}

/** A New York time of a day as a person writes it, "10:05" or "10:05:30"; null for anything else. */
export function timeOn(date: IsoDate, text: string): EpochMs | null {
  const match = /^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$/.exec(text);
  const [, hours = '', minutes = '', seconds = '0'] = match ?? [];
  if (!match || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  return newYorkTime(date, `${hours.padStart(2, '0')}:${minutes}`) + Number(seconds) * 1_000;
}

export function dateOf(time: EpochMs): IsoDate {
  return dateInNewYork(time);
}

/** Whole dollars as a person writes them, "25,000" or "$25000"; null for anything else. */
export function dollarsOf(text: string): number | null {
  const digits = text.trim().replace(/^\$/, '').replaceAll(',', '');
  return /^\d{1,9}(\.\d{1,2})?$/.test(digits) ? Number(digits) : null;
}

/** A line of the score: what it is, its figure, and the arithmetic behind it. */
export interface ScoreLine {
  readonly title: string;
  readonly value: string;
  readonly tone: 'up' | 'down' | null;
  readonly how: string;
}

export function scoreLines(score: PracticeScore): readonly ScoreLine[] {
  const { capital, commission, fees, from, held, largestLoss, left, net, perRisk, risk, riskTrades, slippage, to, trades } = score;
  const tone = (amount: number | null): ScoreLine['tone'] => (amount === null || amount === 0 ? null : amount > 0 ? 'up' : 'down');
  const open = trades.filter(({ closedAt }) => closedAt === null).length;
  return [
    {
      title: 'Net result',
      value: formatSignedDollars(net),
      tone: tone(net),
      how: net === null ? 'Something open has no quote, so the sum is not known.' : `${plural(trades.length, 'trade')}${open > 0 ? `, ${open} of them open and valued at mids` : ''}, after ${formatDollars(commission)} commission and ${formatDollars(fees)} fees, on ${formatDollars(capital)}, from ${formatTime(from)} to ${formatTime(to)}.`,
    },
    {
      title: 'Against doing nothing',
      value: formatSignedDollars(net),
      tone: tone(net),
      how: 'Nothing done costs and brings $0.00: the difference is the net result.',
    },
    {
      title: 'For each dollar of risk',
      value: perRisk === null ? ABSENT : formatSigned(perRisk),
      tone: tone(perRisk),
      how: perRisk === null ? 'No trade had a bounded risk.' : `The result of ${plural(riskTrades, 'trade')} with a bounded greatest loss, by those losses together, ${formatDollars(risk)}.`,
    },
    {
      title: 'Against holding every entry',
      value: held.trades === 0 ? ABSENT : formatSignedDollars((held.madeOfThem - held.amount) as typeof held.amount),
      tone: held.trades === 0 ? null : tone(held.madeOfThem - held.amount),
      how: held.trades === 0 ? 'The recording has no price at the reference time.' : `${plural(held.trades, 'entry', 'entries')} held to the reference price: ${formatSignedDollars(held.amount)}, opening costs included; traded: ${formatSignedDollars(held.madeOfThem)}.`,
    },
    {
      title: 'Left on the table',
      value: left.trades === 0 ? ABSENT : formatDollars(left.amount),
      tone: null,
      how: left.trades === 0 ? 'No trade was held long enough to be measured.' : `The best each of ${plural(left.trades, 'trade')} stood at while it was open, less what it made.`,
    },
    {
      title: 'Slippage',
      value: slippage.trades === 0 ? ABSENT : formatDollars(slippage.mid),
      tone: null,
      how: slippage.trades === 0 ? 'No fill had quotes to be measured by.' : `Paid against the mid in ${plural(slippage.trades, 'trade')}; against the natural price ${formatDollars(slippage.natural)} was saved.`,
    },
    {
      title: 'Largest loss against its plan',
      value: largestLoss === null ? ABSENT : largestLoss.shareOfRisk === null ? formatSignedDollars(largestLoss.net) : `${Math.round(largestLoss.shareOfRisk * 100)} %`,
      tone: largestLoss === null ? null : 'down',
      how:
        largestLoss === null
          ? 'No trade lost.'
          : largestLoss.shareOfRisk === null
            ? `The ${largestLoss.strategy} lost it; its risk had no bound.`
            : `The ${largestLoss.strategy} made ${formatSignedDollars(largestLoss.net)} of a greatest loss of ${formatDollars(largestLoss.risk)} when it was opened.`,
    },
  ];
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "2 h 14 min" of a session. */
export function lengthWords(from: EpochMs, to: EpochMs): string {
  const minutes = Math.round((to - from) / MINUTE);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
