import type { AuditQuery } from '../../../src-core/contract/access.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { windowStore } from '../../workspace/window-store.ts';
import { daysAfter } from '../performance/period.ts';

export type AuditPeriod = { readonly kind: 'today' | 'week' | 'all' } | { readonly kind: 'range'; readonly from: IsoDate | null; readonly to: IsoDate | null };

export const PERIOD_TITLES: Readonly<Record<AuditPeriod['kind'], string>> = { today: 'Today', week: '7 days', all: 'All', range: 'From – to' };

/** A place in a chain, shown among its neighbours. */
export interface ChainPlace {
  readonly chain: string;
  /** null for the whole chain. */
  readonly sequence: number | null;
}

/** What of the record is listed. */
export interface AuditChoice {
  readonly period: AuditPeriod;
  /** null for everybody. */
  readonly userId: string | null;
  /** An operation's name or its room; null for all. */
  readonly action: string | null;
  readonly outcome: 'all' | 'done' | 'refused';
  readonly text: string;
  /** While it is looked at, nothing else leaves entries out. */
  readonly place: ChainPlace | null;
}

export const FIRST_CHOICE: AuditChoice = { period: { kind: 'all' }, userId: null, action: null, outcome: 'all', text: '', place: null };

export const useAuditChoice = windowStore<AuditChoice>(() => FIRST_CHOICE);

export function choose(change: Partial<AuditChoice>): void {
  useAuditChoice.setState(change);
}

/** True where something leaves entries out. */
export function isFiltered({ period, userId, action, outcome, text, place }: AuditChoice): boolean {
  return place !== null || period.kind !== 'all' || userId !== null || action !== null || outcome !== 'all' || text.trim() !== '';
}

export function isBackwards({ period }: Pick<AuditChoice, 'period'>): boolean {
  return period.kind === 'range' && period.from !== null && period.to !== null && period.from > period.to;
}

/** What is asked of the core, without a page; days are New York's. */
export type Listed = Omit<AuditQuery, 'offset' | 'limit'>;

/** Entries beside the one that is looked at. */
const NEIGHBOURS = 3;

export function queryOf(choice: AuditChoice, today: IsoDate): Listed {
  const { period, userId, action, outcome, text, place } = choice;
  if (place !== null) {
    const { chain, sequence } = place;
    return { chain, ...(sequence === null ? {} : { fromSequence: Math.max(0, sequence - NEIGHBOURS), toSequence: sequence + NEIGHBOURS }) };
  }
  const sought = text.trim().slice(0, 200);
  return {
    ...boundsOf(period, today),
    ...(userId === null ? {} : { userId }),
    ...(action === null ? {} : { action }),
    ...(outcome === 'all' ? {} : { outcome }),
    ...(sought === '' ? {} : { text: sought }),
  };
}

function boundsOf(period: AuditPeriod, today: IsoDate): Pick<Listed, 'from' | 'to'> {
  switch (period.kind) {
    case 'all':
      return {};
    case 'today':
      return { from: newYorkTime(today, '00:00') };
    case 'week':
      return { from: newYorkTime(daysAfter(today, -6), '00:00') };
    case 'range':
      return { ...(period.from === null ? {} : { from: newYorkTime(period.from, '00:00') }), ...(period.to === null ? {} : { to: newYorkTime(daysAfter(period.to, 1), '00:00') }) };
  }
}
