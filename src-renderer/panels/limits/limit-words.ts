import type { LimitView } from '../../../src-core/contract/risk.ts';
import { LIMITS, type LimitGroup, type LimitName, type LimitUnit } from '../../../src-core/risk/limits.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { MINUS } from '../../design/format.ts';

export const GROUP_TITLES: Readonly<Record<LimitGroup, string>> = {
  order: 'Each order',
  trade: 'One trade',
  book: 'The book',
  day: 'The day',
  automatic: 'Orders by rule',
  breakers: 'Circuit breakers',
  exits: 'Exits',
  kill: 'Kill switch and closing',
};

/** After the number in its field. */
export const UNIT_WORDS: Readonly<Record<LimitUnit, string>> = {
  percent_of_equity: '% of equity',
  percent: '%',
  dollars_per_share: '$ a share',
  contracts: 'contracts',
  count: '',
  per_minute: 'a minute',
  seconds: 's',
  minutes: 'min',
  factor: 'times',
  points: 'points',
  correlation: '',
  switch: '',
};

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

/** "1,200", "−0.25", "yes". */
export function limitNumber(name: LimitName, value: number): string {
  if (LIMITS[name].unit === 'switch') return value === 0 ? 'no' : 'yes';
  return number.format(value).replace('-', MINUS);
}

/** "4 % of equity", "12", "yes". */
export function limitWords(name: LimitName, value: number): string {
  const unit = UNIT_WORDS[LIMITS[name].unit];
  return unit === '' ? limitNumber(name, value) : `${limitNumber(name, value)} ${unit}`;
}

/** "0.1 – 100"; nothing of a switch. */
export function rangeWords({ name, lowest, highest }: Pick<LimitView, 'name' | 'lowest' | 'highest'>): string {
  return LIMITS[name].unit === 'switch' ? '' : `${limitNumber(name, lowest)} – ${limitNumber(name, highest)}`;
}

/** What a limit bounds, what it may be and which side is the safer: "Packages held or on order. 1 – 1,000; lower is safer." */
export function limitMeaning({ name, what, lowest, highest, safer }: Pick<LimitView, 'name' | 'what' | 'lowest' | 'highest' | 'safer'>): string {
  const isSwitch = LIMITS[name].unit === 'switch';
  const range = isSwitch ? [] : [`${limitNumber(name, lowest)} – ${limitWords(name, highest)}`];
  const side = safer === 'neither' ? 'changes at once' : isSwitch ? `${safer === 'lower' ? 'no' : 'yes'} is safer` : `${safer} is safer`;
  return `${what}. ${sentence([...range, side].join('; '))}`;
}

export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' });

/** "Mon 23 Nov". */
export function sessionWords(date: IsoDate): string {
  return day.format(Date.parse(date)).replace(',', '');
}
