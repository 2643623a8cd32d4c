import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { SignalPage, SignalQuery, SignalView } from '../../src-core/contract/signals.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import { DAY, type IsoDate, parseIsoDate } from '../../src-core/time.ts';
import type { SignalJournal } from '../signals/signal-journal.ts';
import { signalView } from '../signals/signal-views.ts';
import { readFromCopy } from './books-copy.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { heardTap } from './heard-tap.ts';
import type { KeyedSource, Signal } from './stream-taps.ts';
import type { WatchedSignals } from './watched-desk.ts';

type Looking = 'signals.list' | 'signals.get' | 'signals.settings';
type SignalStream = 'signals' | 'marketState' | 'calibration';

export interface WatchedSignalParts {
  readonly watched: WatchedSignals;
  readonly signals: KeyedSource<SignalView>;
  /** Fire when another market state or calibration was heard. */
  readonly marketStates: Signal;
  readonly calibrations: Signal;
  /** This machine's copy of the books, as old as it is. */
  readonly journal: Pick<SignalJournal, 'list' | 'find'>;
}

/** The running session's signals are those that are heard; earlier ones are in this machine's copy of the books. */
export function createWatchedSignalHandlers({ watched, journal }: WatchedSignalParts): Pick<Handlers, Looking> {
  return {
    'signals.list': (query) => pageOf(watched.views(), journal, query),
    'signals.get': async ({ id }) => {
      const [told, kept] = [await watched.whole(id), await readFromCopy(() => journal.find(id))];
      const view = watched.view(id);
      if (told !== null) return view === null ? told : broughtUpTo(told, view);
      if (kept !== null) return view === null ? kept : broughtUpTo(kept, view);
      if (view === null) throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: no signal ${id} is known here; this terminal has the signals of the session it watches, and those in its copy of the desk’s books` });
      throw new ContractFailure({ code: 'unavailable', message: 'all that an expired signal was made from is in the desk’s books, which this terminal reads anew when it begins to trade' });
    },
    'signals.settings': () => {
      const settings = watched.settings();
      if (settings === null) throw new ContractFailure({ code: 'unavailable', message: 'the workstation that trades has not told its signal settings yet' });
      return settings;
    },
  };
}

export function createWatchedSignalStreams({ watched, signals, marketStates, calibrations }: WatchedSignalParts): Pick<StreamOpeners, SignalStream> {
  return {
    signals: (_input, _subscription, notify) => signals.tap(notify),
    marketState: (_input, _subscription, notify) => heardTap(marketStates, () => watched.marketState(), notify),
    calibration: ({ detector }, _subscription, notify) => heardTap(calibrations, () => watched.calibration(detector), notify),
  };
}

/** Newest first: what is heard, then the copy's of earlier dates. */
async function pageOf(heard: readonly SignalView[], journal: Pick<SignalJournal, 'list'>, query: SignalQuery): Promise<SignalPage> {
  const { offset, limit } = query;
  const fitting = heard.filter((view) => fits(view, query));
  const shown = fitting.slice(offset, offset + limit);
  const [newest] = heard;
  const { total, records } = await readFromCopy(() =>
    journal.list({
      ...query,
      ...(newest === undefined ? {} : { to: earlier(query.to, dayBefore(newest.date)) }),
      offset: Math.max(0, offset - fitting.length),
      limit: Math.max(1, limit - shown.length),
    }),
  );
  return { total: fitting.length + total, signals: [...shown, ...records.slice(0, limit - shown.length).map(signalView)] };
}

function fits(view: SignalView, { from, to, underlying, detector, type, status, fate }: SignalQuery): boolean {
  return (
    (from === undefined || view.date >= from) &&
    (to === undefined || view.date <= to) &&
    (underlying === undefined || view.underlying === underlying) &&
    (detector === undefined || view.detector === detector) &&
    (type === undefined || view.type === type) &&
    (status === undefined || view.status === status) &&
    (fate === undefined || view.fate === fate)
  );
}

/** A record that is older than what was heard of its end. */
function broughtUpTo(record: SignalRecord, { status, fate, approvedAt, endedAt, endReason, orderId, openResult, settlement }: SignalView): SignalRecord {
  return { signal: record.signal, status, fate, approvedAt, endedAt, reason: endReason, orderId, openResult, settlement };
}

function earlier(one: IsoDate | undefined, other: IsoDate): IsoDate {
  return one !== undefined && one < other ? one : other;
}

function dayBefore(date: IsoDate): IsoDate {
  return parseIsoDate(new Date(Date.parse(`${date}T00:00:00Z`) - DAY).toISOString().slice(0, 10));
}
