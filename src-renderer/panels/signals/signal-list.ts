import type { SignalQuery, SignalView } from '../../../src-core/contract/signals.ts';
import { type EpochMs, type IsoDate, parseIsoDate } from '../../../src-core/time.ts';

/** What is shown of the signals; null lets all pass. */
export interface SignalFilter {
  readonly type: SignalView['type'] | null;
  readonly underlying: SignalView['underlying'] | null;
  readonly detector: string | null;
  readonly fate: SignalView['fate'] | null;
}

export const NO_FILTER: SignalFilter = { type: null, underlying: null, detector: null, fate: null };

export interface SignalList {
  /** Those that can be acted on, and those of the session that cannot any more; each newest first. */
  readonly active: readonly SignalView[];
  readonly past: readonly SignalView[];
  /** Signals that the filter hides. */
  readonly hidden: number;
}

/** The signals of one session by the filter. Without a date, all of them. */
export function signalList(signals: readonly SignalView[], filter: SignalFilter, date: IsoDate | null): SignalList {
  const ofSession = date === null ? signals : signals.filter((signal) => signal.date === date);
  const shown = ofSession.filter((signal) => passes(signal, filter));
  return { active: shown.filter(({ status }) => status === 'active'), past: shown.filter(({ status }) => status !== 'active'), hidden: ofSession.length - shown.length };
}

function passes(signal: SignalView, filter: SignalFilter): boolean {
  return (['type', 'underlying', 'detector', 'fate'] as const).every((key) => filter[key] === null || filter[key] === signal[key]);
}

/** The filter as a question for signals of the sessions before `date`. */
export function queryBefore(date: IsoDate, filter: SignalFilter, offset: number, limit: number): Partial<SignalQuery> {
  return {
    to: dayBefore(date),
    ...(filter.type === null ? {} : { type: filter.type }),
    ...(filter.underlying === null ? {} : { underlying: filter.underlying }),
    ...(filter.detector === null ? {} : { detector: filter.detector }),
    ...(filter.fate === null ? {} : { fate: filter.fate }),
    offset,
    limit,
  };
}

function dayBefore(date: IsoDate): IsoDate {
  const time = new Date(`${date}T12:00:00Z`);
  time.setUTCDate(time.getUTCDate() - 1);
  return parseIsoDate(time.toISOString().slice(0, 10));
}

/** A row that is selected, and whether a person chose it. */
export interface SelectedSignal {
  readonly id: string;
  readonly byHand: boolean;
}

/**
 * The row to be selected now. What a person chose stays while it is listed, so that a key never acts on a signal that came in
 * between; else the newest active one, which stays while it is active.
 */
export function selectedAmong(before: SelectedSignal | null, { active, past }: Pick<SignalList, 'active' | 'past'>): SelectedSignal | null {
  const isActive = before !== null && active.some(({ id }) => id === before.id);
  const isListed = isActive || (before !== null && past.some(({ id }) => id === before.id));
  if (before !== null && (isActive || (before.byHand && isListed))) return before;
  const [newest] = active;
  if (newest !== undefined) return { id: newest.id, byHand: false };
  return isListed ? before : null;
}

/** True while a dismissal can be taken back. */
export function isRestorable({ fate, settlement, expiresAt }: Pick<SignalView, 'fate' | 'settlement' | 'expiresAt'>, now: EpochMs | null): boolean {
  return fate === 'dismissed' && settlement === null && now !== null && now < expiresAt;
}
