import type { FlattenPlan, FlattenStep } from '../../../src-core/contract/risk.ts';
import { type Money, toDollars } from '../../../src-core/money.ts';
import { ABSENT, formatCount, formatPrice } from '../../design/format.ts';
import { legWords, packageTitle, shortNet } from '../../design/order-words.ts';
import { wholeDollars } from './risk-words.ts';

const KINDS: Readonly<Record<FlattenStep['kind'], string>> = { package: 'package', short: 'short leg', long: 'long leg', shares: 'shares' };

export const STEP_STATES: Readonly<Record<FlattenStep['state'], string>> = {
  planned: '○ planned',
  waiting: '◔ waits',
  working: '◐ working',
  done: '● done',
  stuck: '✗ stuck',
  left: '– left to lapse',
};

export function kindWords(kind: FlattenStep['kind']): string {
  return KINDS[kind];
}

/** "SPY 604/607/617/620 iron condor", or the one leg: "IWM buy 1 × 231 call". */
export function stepTitle({ underlying, strategy, legs, quantity, kind }: FlattenStep): string {
  const [only] = legs;
  if (only !== undefined && (legs.length === 1 || kind !== 'package')) return `${underlying} ${legs.map((leg) => legWords(leg, quantity)).join(', ')}`;
  return packageTitle(underlying, legs.map(({ symbol }) => symbol), strategy);
}

/** "0.52 → 0.75 db": the first and the last price tried. */
export function ladderWords(ladder: readonly Money[]): string {
  const [first] = ladder;
  const last = ladder.at(-1);
  if (first === undefined || last === undefined) return ABSENT;
  if (first === last) return shortNet(first);
  const [from = '', fromSide] = shortNet(first).split(' ');
  const [, toSide] = shortNet(last).split(' ');
  return `${fromSide === toSide ? from : shortNet(first)} → ${shortNet(last)}`;
}

/** "0.56 db, 2 of 4": the price it rests at, and how far down the ladder that is. */
export function rungWords({ ladder, price }: Pick<FlattenStep, 'ladder' | 'price'>): string {
  if (price === null) return ABSENT;
  const rung = ladder.indexOf(price);
  return rung === -1 ? shortNet(price) : `${shortNet(price)}, ${rung + 1} of ${ladder.length}`;
}

/** "$118", "−$42": what closing costs; below zero it brings. */
export function costWords(cost: Money | null): string {
  return wholeDollars(cost === null ? null : toDollars(cost));
}

/** What the whole plan comes to, a sentence; what is not quoted is named, never counted as nothing. */
export function planSentence({ steps, expected, atWorst, seconds }: FlattenPlan): string {
  const orders = steps.filter(({ state }) => state !== 'left').length;
  const unquoted = steps.filter((step) => step.state !== 'left' && step.expected === null).length;
  const left = steps.length - orders;
  const takes = seconds === 0 ? '' : ` The whole ladder takes ${formatPrice(seconds, 0)} s at most.`;
  const waits = unquoted === 0 ? '' : ` ${formatCount(unquoted)} of them ${unquoted === 1 ? 'has' : 'have'} no usable quote and ${unquoted === 1 ? 'waits' : 'wait'}: the sums are not known.`;
  const lapses = left === 0 ? '' : ` ${formatCount(left)} ${left === 1 ? 'leg is' : 'legs are'} left to lapse.`;
  const costs = expected === null || atWorst === null ? '' : `, ${amountWords(expected)} as expected and ${amountWords(atWorst)} at worst`;
  return `${formatCount(orders)} closing ${orders === 1 ? 'order' : 'orders'}${costs}.${waits}${lapses}${takes}`;
}

function amountWords(cost: Money): string {
  const dollars = toDollars(cost);
  return dollars < 0 ? `${wholeDollars(-dollars)} received` : `${wholeDollars(dollars)} paid`;
}
