import shipped from '../../resources/correlation-baseline.json' with { type: 'json' };
import type { EventTime } from '../../src-core/calendar/event-times.ts';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import { parseShippedBaseline } from '../../src-core/market/correlation-baseline.ts';
import type { Clock, EpochMs } from '../../src-core/time.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import type { FormerDays } from '../market-data/former-days.ts';
import type { MarketMeasures } from '../market-data/market-measures.ts';
import type { Market } from '../market-data/market.ts';
import { buildSignals } from '../signals/build-signals.ts';
import { CalibrationBook } from '../signals/calibration-book.ts';
import type { MarketStateTracker } from '../signals/market-state-tracker.ts';
import { rehearse } from '../signals/rehearsal.ts';
import type { SignalEngine } from '../signals/signal-engine.ts';
import { createSettingsRepository } from '../stores/relational/settings-repository.ts';
import { createSignalJournal } from '../stores/relational/signals/signal-journal.ts';
import { createSignalSettings } from '../stores/relational/signals/signal-settings.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import type { Foundation } from './foundation.ts';

/** Until the former days are read, where no bar asks for them before. */
const FIRST_MS = 1_500;
/** Until they are read again where they could not be. */
const AGAIN_MS = 30_000;

export interface ComposedSignals {
  readonly engine: SignalEngine;
  readonly tracker: MarketStateTracker;
  /** What session time waits for: writes, and before the first bar's close the former days; null for nothing. */
  pending(): Promise<void> | null;
  close(): void;
}

export interface SignalsComposition {
  readonly foundation: Foundation;
  readonly session: ExchangeSession;
  readonly sessionId: string;
  readonly clock: Clock;
  readonly feed: Pick<MarketFeed, 'nextTime'>;
  readonly market: Market;
  readonly measures: MarketMeasures;
  /** Of the session's date, earliest first. */
  readonly events: readonly EventTime[];
  readonly fees: FeeSchedule;
  readonly orders: Pick<OrderManager, 'place' | 'orders' | 'subscribe'>;
  /** Is given the former days too, whenever they were read. */
  readonly learned?: (former: FormerDays) => void;
}

/** The signal engine on the program's stores. It begins with what the journal holds, and with what its orders did since. */
export async function composeSignals({ foundation, orders, feed, ...parts }: SignalsComposition): Promise<ComposedSignals> {
  const { notices, own, profile, store, timeSeries } = foundation;
  const journal = createSignalJournal(store, { accountId: profile.accountId }, profile.tickerIds);
  const book = new CalibrationBook();
  book.load(await journal.settled());
  const { engine, tracker } = await buildSignals({
    ...parts,
    book,
    journal,
    baseline: parseShippedBaseline(shipped),
    detectors: foundation.detectors,
    readMinutes: (underlying, from, to) => timeSeries.bars(underlying, 'minute', from, to),
    readDays: (ticker, from, to) => timeSeries.bars(ticker, 'day', from, to),
    settings: createSignalSettings(createSettingsRepository(own), (text) => notices.tell('warning', text)),
    place: (request) => orders.place(request),
    executesByRule: !foundation.settings.safeMode,
    notice: (text) => notices.tell('error', text),
  });
  engine.onTradingChange({ orders: orders.orders() });
  engine.subscribe(({ bar, signals }) => {
    const state = bar && signals.length === 0 ? tracker.state() : null;
    if (state !== null) rehearse(parts, state);
  });
  const unsubscribe = orders.subscribe((change) => engine.onTradingChange(change));

  let isClosed = false;
  let loading: Promise<void> | null = null;
  let isAwaited = true;
  let timer = setTimeout(load, FIRST_MS);
  function load(): Promise<void> {
    clearTimeout(timer);
    loading ??= tracker.load().then(
      () => {
        isAwaited = false;
      },
      (error: unknown) => {
        // What needs former days is unknown until then, and says so.
        if (isAwaited) notices.tell('warning', `former days cannot be read for signals: ${error instanceof Error ? error.message : String(error)}`);
        isAwaited = false;
        loading = null;
        if (!isClosed) timer = setTimeout(load, AGAIN_MS);
      },
    );
    return loading;
  }
  const nextMoment = (time: EpochMs | null): EpochMs => time ?? Number.POSITIVE_INFINITY;
  return {
    engine,
    tracker,
    pending() {
      const writing = engine.pending();
      // One seed, one session: whether a bar's close knows the former days must not depend on how fast the machine is.
      const isBarNext = isAwaited && tracker.nextTime() !== null && nextMoment(feed.nextTime()) >= nextMoment(tracker.nextTime());
      if (!isBarNext) return writing;
      return writing === null ? load() : Promise.all([writing, load()]).then(() => undefined);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
