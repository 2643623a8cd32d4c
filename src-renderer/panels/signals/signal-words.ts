import type { SignalView } from '../../../src-core/contract/signals.ts';
import type { AutomationRule } from '../../../src-core/signals/automation.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import type { EvidenceFigure, Outlook, SignalType } from '../../../src-core/signals/evidence.ts';
import type { Confidence, Exit, Fate, SignalStatus } from '../../../src-core/signals/signal.ts';
import { type IsoDate, MINUTE, SECOND } from '../../../src-core/time.ts';
import { ABSENT, formatDollars, formatPrice, formatSigned } from '../../design/format.ts';
import { netOf, packageTitle } from '../../design/order-words.ts';

/** Shape carries the type, so that colour is never alone. */
export const TYPE_MARKS: Readonly<Record<SignalType, string>> = { bullish: '▲', bearish: '▼', neutral: '◆' };

export const OUTLOOK_WORDS: Readonly<Record<Outlook, string>> = {
  up: 'bullish: up',
  down: 'bearish: down',
  calm: 'neutral: less movement than options ask for',
  wild: 'neutral: more movement than options ask for',
};

export const FATE_NAMES: Readonly<Record<Fate, string>> = {
  open: 'Open',
  traded: 'Traded',
  automatic: 'By rule',
  dismissed: 'Dismissed',
  blocked: 'Blocked',
  lapsed: 'Lapsed',
  left: 'Left alone',
};

export const FATE_MEANINGS: Readonly<Record<Fate, string>> = {
  open: 'Nothing was done with it yet',
  traded: 'Approved by hand, and an order of it was taken',
  automatic: 'Executed by rule',
  dismissed: 'Dismissed by hand',
  blocked: 'An order of it was denied by the risk checks',
  lapsed: 'Approved, and not sent before its price was gone',
  left: 'Left to expire',
};

export const EXIT_NAMES: Readonly<Record<Exit, string>> = { target: 'target', stop: 'stop', expiry: 'expiry', unsettled: 'unsettled' };

export const STATUS_NAMES: Readonly<Record<SignalStatus, string>> = { active: 'Active', executed: 'Executed', expired: 'Expired', cancelled: 'Cancelled' };

/** "549/551 bull call spread". */
export function structureWords({ structure, legs }: Pick<SignalView, 'structure' | 'legs'>): string {
  return packageTitle('', legs.map((leg) => leg.symbol), structure);
}

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });

/** "20 Nov": a session's date. */
export function dayWords(date: IsoDate): string {
  return day.format(Date.parse(`${date}T12:00:00Z`));
}

/** "54 %": probabilities are not known to tenths. */
export function wholePercent(probability: number | null): string {
  if (probability === null || !Number.isFinite(probability)) return ABSENT;
  if (probability > 0 && probability < 0.005) return '<1 %';
  if (probability < 1 && probability >= 0.995) return '>99 %';
  return `${Math.round(probability * 100)} %`;
}

/** "69 % (63–74)", or what it is while there is no record: "54 % implied, uncalibrated". */
export function confidenceWords({ state, probability, interval }: Confidence): string {
  switch (state) {
    case 'calibrated':
      return interval === null ? wholePercent(probability) : `${wholePercent(probability)} (${Math.round(interval.low * 100)}–${Math.round(interval.high * 100)})`;
    case 'uncalibrated':
      return `${wholePercent(probability)} implied, uncalibrated`;
  }
}

/** Where the confidence comes from, in full. */
export function confidenceMeaning({ state, implied, probability, interval, sample, needed }: Confidence): string {
  const what = 'Probability that the recommended structure ends above its costs under its plan.';
  const market = `The market implies ${wholePercent(implied)}.`;
  switch (state) {
    case 'calibrated': {
      const within = interval === null ? '' : `, between ${wholePercent(interval.low)} and ${wholePercent(interval.high)} (95 %)`;
      return `${what} ${market} The record of ${sample} settled signals makes it ${wholePercent(probability)}${within}.`;
    }
    case 'uncalibrated':
      return `${what} ${market} Not calibrated: ${sample} of ${needed} settled signals of this type, so that nothing corrects it.`;
  }
}

/** Mean result of one package by the record, dollars; null while there is none. */
export function expectedByRecord({ state, expected }: Confidence): number | null {
  return state === 'calibrated' ? expected : null;
}

/** "$6.20 · 7.2 pt": what one must know better than the market for the plan to break even. */
export function edgeWords({ dollars, probability }: Candidate['edgeNeeded']): string {
  return `${formatDollars(netOf(dollars))} · ${probability === null ? ABSENT : `${formatPrice(probability * 100, 1)} pt`}`;
}

/** "8 min", in its last minute "42 s": a countdown that does not hurry. "over" once it is. */
export function leftWords(left: number | null): string {
  if (left === null) return ABSENT;
  if (left <= 0) return 'over';
  return left < MINUTE ? `${Math.ceil(left / SECOND)} s` : `${Math.ceil(left / MINUTE)} min`;
}

/** A figure of the evidence by its unit: "−2.4σ", "0.61", "18 %", "$1.20", "138 min". */
export function figureWords(value: number, unit: EvidenceFigure['unit']): string {
  switch (unit) {
    case 'sigma':
      return `${formatSigned(value, 1)}σ`;
    case 'ratio':
      return formatPrice(value);
    case 'percent':
      return `${formatPrice(value * 100, Math.abs(value) < 0.1 ? 2 : 1)} %`;
    case 'volatility':
      return `${formatPrice(value * 100, 1)} %`;
    case 'dollars':
      return `$${formatPrice(value)}`;
    case 'minutes':
      return `${formatPrice(value, 0)} min`;
    case 'count':
      return formatPrice(value, 0);
  }
}

/** "Gap −2.4σ (bound 2.0σ)". */
export function evidenceWords({ name, value, unit, bound }: EvidenceFigure): string {
  return `${name} ${figureWords(value, unit)}${bound === null ? '' : `, bound ${figureWords(bound, unit).replace('+', '')}`}`;
}

/** What a rule of automation does now, as a sentence: it may be switched on and still execute nothing. */
export function automationWords(rule: AutomationRule, isCalibrated: boolean, settled: number | null, needed: number): string {
  const lacking = `Not calibrated: ${settled ?? ABSENT} of ${needed} settled signals`;
  if (!isCalibrated) return rule.enabled ? `${lacking}; it will not execute by itself until they are there.` : `${lacking}; it will not execute by itself.`;
  if (!rule.enabled) return 'Off: each signal waits for you.';
  return `Executes by itself from ${wholePercent(rule.leastConfidence)} confidence and ${formatDollars(netOf(rule.leastExpected))} expected, at most ${rule.mostPerDay} a day, through the same risk checks as any order.`;
}
