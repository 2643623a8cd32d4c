import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Approval, DetectorInfo, MarketStateView, SignalQuery, SignalSettingsView } from '../../src-core/contract/signals.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../src-core/money.ts';
import { crossingFraction, expectedNet, packageQuote, type PackageQuoteResult } from '../../src-core/orders/net-price.ts';
import type { Order, OrderRequest } from '../../src-core/orders/order.ts';
import type { SignalSettings } from '../../src-core/signals/automation.ts';
import type { CalibrationView } from '../../src-core/signals/calibration-view.ts';
import { afterSignalEvent, type SignalEvent } from '../../src-core/signals/life-cycle.ts';
import type { Signal, SignalRecord } from '../../src-core/signals/signal.ts';
import { type Clock, type EpochMs, MINUTE, SECOND } from '../../src-core/time.ts';
import type { Denial } from '../risk/denial.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import type { TradingChange } from '../trading/trading-state.ts';
import { automationRefusal, ruleOf } from './automation.ts';
import type { CalibrationBook } from './calibration-book.ts';
import { driftOf, driftText } from './drift-bound.ts';
import type { MarketStateTracker } from './market-state-tracker.ts';
import { newRecord } from './new-signal.ts';
import { ended, exitOf, resultAtReference, resultIfClosed, settled, unsettled } from './settlement.ts';
import { signalDenials } from './signal-denials.ts';
import type { SignalDesk } from './signal-desk.ts';
import type { SignalJournal } from './signal-journal.ts';
import { SignalRecords } from './signal-records.ts';
import { inOrder, type SearchParts, SignalSearch } from './signal-search.ts';
import { recommendedOf } from './signal-views.ts';

export interface SignalEngineParts extends Omit<SearchParts, 'tracker' | 'book'> {
  readonly clock: Clock;
  readonly tracker: Pick<MarketStateTracker, 'step' | 'state' | 'view'>;
  /** Holds what is settled in the journal already. */
  readonly book: Pick<CalibrationBook, 'add' | 'confidenceOf' | 'isCalibrated' | 'needed' | 'view' | 'performance'>;
  readonly journal: SignalJournal;
  readonly settings: { load(): Promise<SignalSettings>; save(settings: SignalSettings): Promise<void> };
  /** Places an order of a rule, through the same checks as any. */
  readonly place: (request: OrderRequest) => Promise<Order>;
  /** False lets no rule execute anything, whatever the settings say; signals are made and shown all the same. True unless given. */
  readonly executesByRule?: boolean;
}

/**
 * The one authority over signals: makes them at a bar's close, watches their prices, takes what is done with them and
 * settles every one. Each change is in the journal before it counts here and before anyone is told. Once a write fails
 * the engine stands still: its commands fail with 'unavailable', and orders that act on signals are denied; all other
 * trading goes on.
 */
export class SignalEngine implements SignalDesk {
  readonly detectors: readonly DetectorInfo[];
  readonly #parts: SignalEngineParts;
  readonly #records: SignalRecords;
  readonly #search: SignalSearch;
  /** By signal: the order that was sent for it, known before the record says so. */
  readonly #orderOf = new Map<string, string>();
  #settings: SignalSettings;
  #lookedAt = Number.NaN;
  #hasStepped = false;

  private constructor(parts: SignalEngineParts, settings: SignalSettings, records: readonly SignalRecord[]) {
    this.#parts = parts;
    this.#settings = settings;
    this.detectors = parts.detectors.map(({ id, title, what }) => ({ id, title, what }));
    this.#records = new SignalRecords({ ...parts, session: { id: parts.sessionId, date: parts.session.date } }, records);
    this.#search = new SignalSearch(parts, records);
    for (const { signal, orderId } of records) if (orderId !== null) this.#orderOf.set(signal.id, orderId);
  }

  /**
   * Starts from what the journal holds of the session; there is no other start. Signals that earlier sessions left
   * without a result are ended without one. What orders did is to be told to `onTradingChange` afterwards.
   */
  static async recover(parts: SignalEngineParts): Promise<SignalEngine> {
    const { clock, detectors, journal, sessionId, settings } = parts;
    const engine = new SignalEngine(parts, await settings.load(), inOrder(await journal.ofSession(sessionId), detectors));
    const left = await journal.unsettledBefore(sessionId);
    await engine.#records.inBackground(() => engine.#records.endFormer(left, clock.now()));
    return engine;
  }

  /** Takes the market of one moment, after it was priced. */
  step(now: EpochMs): void {
    const { tracker } = this.#parts;
    const hasClosed = tracker.step(now);
    if (this.#records.failure) {
      if (hasClosed) this.#records.tell({ signals: [], bar: true, calibration: false });
      return;
    }
    if (!this.#hasStepped) {
      this.#hasStepped = true;
      this.#resume(now);
    }
    if (hasClosed) this.#records.inBackground(() => this.#bar(now));
    else if (this.#mustLook(now)) this.#records.inBackground(() => this.#records.commit(this.#goneBy(now)));
  }

  /** Resolves when no command and no write is under way; null when that is so now. A failure holds nobody up. */
  pending(): Promise<void> | null {
    return this.#records.idle();
  }

  /**
   * What speaks against sending an opening order that acts on a signal; nothing against any other. An order that was
   * sent may be changed as any order: what it was sent for is done.
   */
  orderDenials(order: Order): readonly Denial[] {
    const { signalId } = order;
    if (signalId === undefined || order.closing || order.state !== 'INITIALIZED') return [];
    if (this.#records.failure) return [{ code: 'signal_gone', reason: `it cannot be checked: ${this.#records.failure.message}` }];
    const record = this.#records.get(signalId);
    if (record === undefined) return [{ code: 'signal_gone', reason: 'it is none of this session' }];
    const { underlying } = record.signal;
    const now = this.#parts.clock.now();
    const natural = this.#quoteOf(record).quote?.natural ?? null;
    return signalDenials(order, { record, orderId: this.#orderOf.get(signalId) ?? null, price: this.#priceOf(underlying), natural, now });
  }

  /** Takes what became of orders; those that act on no signal are nothing to it. Being told twice is being told once. */
  onTradingChange(change: Pick<TradingChange, 'orders'>): void {
    for (const order of change.orders) {
      const { signalId } = order;
      if (signalId === undefined) continue;
      const event = signalEventOf(order);
      if (event === null) continue;
      if (event.type === 'denied') {
        this.#records.inBackground(() => this.#apply(signalId, event, order.updatedAt));
      } else if (event.type === 'rejected') {
        if (this.#orderOf.get(signalId) !== order.id) continue;
        this.#orderOf.delete(signalId);
        this.#records.inBackground(() => this.#apply(signalId, event, order.updatedAt));
      } else if (!this.#orderOf.has(signalId) || (this.#orderOf.get(signalId) === order.id && this.#records.get(signalId)?.orderId !== order.id)) {
        this.#orderOf.set(signalId, order.id);
        this.#records.inBackground(() => this.#apply(signalId, event, order.createdAt));
      }
    }
  }

  /**
   * At the reference: ends what is active and settles whatever is open, without a result where there is no reference
   * price. Asking again settles what is left. Resolves once it is in the journal, or cannot be.
   */
  async settle(referenceOf: (underlying: Underlying) => Money | null, now: EpochMs): Promise<void> {
    await this.#records.inBackground(() =>
      this.#records.commit(
        this.#records.open().map((record) => {
          const { signal } = record;
          const price = referenceOf(signal.underlying);
          const settlement =
            price === null
              ? unsettled(`${signal.underlying} has no reference price`, now)
              : settled('expiry', resultAtReference(recommendedOf(signal), price), now);
          return ended(record, settlement, 'the session reached its reference time', now);
        }),
      ),
    );
  }

  records(): readonly SignalRecord[] {
    return this.#records.all().map((record) => this.#asOfNow(record));
  }

  record(id: string): SignalRecord | undefined {
    const record = this.#records.get(id);
    return record === undefined ? undefined : this.#asOfNow(record);
  }

  async find(id: string): Promise<SignalRecord> {
    const record = this.record(id) ?? (await this.#parts.journal.find(id));
    if (record === null) throw noSignal(id);
    return record;
  }

  async list(query: SignalQuery): Promise<{ readonly total: number; readonly records: readonly SignalRecord[] }> {
    const { total, records } = await this.#parts.journal.list(query);
    return { total, records: records.map((record) => this.record(record.signal.id) ?? record) };
  }

  approve(id: string): Promise<Approval> {
    return this.#records.command(async () => {
      const record = await this.#ofSession(id);
      const now = this.#parts.clock.now();
      const next = this.#after(record, { type: 'approved' }, 'approved', now);
      const gone = this.#goneReason(record, now);
      if (gone !== null) {
        await this.#records.commit(afterEvent(record, { type: 'gone', reason: gone }, now));
        throw conflict(`the ${record.signal.title.toLowerCase()} of ${newYorkClock(record.signal.generatedAt)} has expired: ${gone}`);
      }
      const { quote, problem } = this.#quoteOf(record);
      if (quote === null) throw conflict(`its package has no price now: the quote of ${problem.symbol} is ${problem.reason.replace('_', '-')}`);
      await this.#records.commit([next]);
      const { underlying, quantity, bound, expiresAt, title, generatedAt } = record.signal;
      const legs = recommendedOf(record.signal).legs.map((leg) => ({ ...leg }));
      const limit = expectedNet(quote, crossingFraction(legs.length));
      return {
        ticket: { underlying, legs, quantity: Math.max(1, quantity), terms: { type: 'limit', limit }, timeInForce: 'DAY', signalId: id },
        bound,
        expiresAt,
        title,
        generatedAt,
      };
    });
  }

  dismiss(id: string): Promise<SignalRecord> {
    return this.#records.command(async () => {
      const record = await this.#ofSession(id);
      if (record.fate === 'dismissed') return this.#asOfNow(record);
      return this.#committed(this.#after(record, { type: 'dismissed' }, 'dismissed', this.#parts.clock.now()));
    });
  }

  restore(id: string): Promise<SignalRecord> {
    return this.#records.command(async () => {
      const record = await this.#ofSession(id);
      const now = this.#parts.clock.now();
      const next = this.#after(record, { type: 'restored' }, 'restored', now);
      const gone = this.#goneReason(record, now);
      if (gone !== null) throw conflict(`it cannot be restored: ${gone}`);
      return this.#committed(next);
    });
  }

  marketState(): MarketStateView {
    return { ...this.#parts.tracker.view(), detections: [...this.#search.detections] };
  }

  calibration(detector: string | null): CalibrationView {
    const titles = new Map(this.detectors.map(({ id, title }) => [id, title]));
    return this.#parts.book.view(detector, this.#parts.clock.now(), titles);
  }

  performance(underlying: Underlying): ReturnType<SignalDesk['performance']> {
    return this.#parts.book.performance(underlying);
  }

  settings(): SignalSettingsView {
    const { book } = this.#parts;
    const calibrated = this.detectors.map(({ id }) => id).filter((id) => book.isCalibrated(id));
    return { settings: this.#settings, detectors: [...this.detectors], calibrated, needed: book.needed };
  }

  configure(settings: SignalSettings): Promise<SignalSettingsView> {
    return this.#records.command(async () => {
      const known = this.detectors.map(({ id }) => id);
      const unknown = Object.keys(settings.automation).find((id) => !known.includes(id));
      if (unknown !== undefined) {
        const message = `automation: there is no type of signal "${unknown}"; expected ${known.join(', ')}`;
        throw new ContractFailure({ code: 'bad_input', field: 'automation', message });
      }
      await this.#parts.settings.save(settings).catch((error: unknown) => {
        throw new ContractFailure({ code: 'unavailable', message: `the settings could not be kept: ${error instanceof Error ? error.message : String(error)}` });
      });
      this.#settings = settings;
      return this.settings();
    });
  }

  subscribe(listener: Parameters<SignalDesk['subscribe']>[0]): () => void {
    return this.#records.subscribe(listener);
  }

  /** All that a bar brings is one write: a crash leaves the whole of it or nothing. */
  async #bar(now: EpochMs): Promise<void> {
    const exits = this.#exitsBy(now);
    const exited = new Map(exits.map((record) => [record.signal.id, record]));
    const gone = this.#goneBy(now).filter(({ signal }) => !exited.has(signal.id));
    const found = this.#search.at(now, { settings: this.#settings, recordOf: (id) => exited.get(id) ?? this.#records.get(id) });
    await this.#records.commit([...exits, ...gone, ...found.map(newRecord)], true);
    for (const { id } of found) this.#records.inBackground(() => this.#executeByRule(id));
  }

  /** From the reference on, its price decides alone. */
  #exitsBy(now: EpochMs): readonly SignalRecord[] {
    const { market, fees, session } = this.#parts;
    if (now >= session.reference) return [];
    return this.#records.open().flatMap((record) => {
      const candidate = recommendedOf(record.signal);
      const closed = record.signal.generatedAt < now ? resultIfClosed(candidate, market, fees) : null;
      const exit = closed === null ? null : exitOf(candidate, closed.result);
      return closed === null || exit === null ? [] : [ended(record, settled(exit, closed, now), `its package reached its ${exit}`, now)];
    });
  }

  #goneBy(now: EpochMs): readonly SignalRecord[] {
    return this.#records.active().flatMap((record) => {
      const reason = this.#goneReason(record, now);
      return reason === null ? [] : afterEvent(record, { type: 'gone', reason }, now);
    });
  }

  /** Why nobody should act on a signal any more, as a sentence; null while one may. What is not known now is no reason. */
  #goneReason(record: SignalRecord, now: EpochMs): string | null {
    const { signal, settlement } = record;
    if (settlement !== null) return 'its package has been settled';
    // A start may go back to shortly before what was written last.
    if (now < signal.generatedAt) return null;
    if (now >= signal.expiresAt) return `it was good until ${newYorkClock(signal.expiresAt)}`;
    const { bound, underlying } = signal;
    const drift = driftOf(bound, { underlying, price: this.#priceOf(underlying), natural: this.#quoteOf(record).quote?.natural ?? null });
    return drift === null ? null : driftText(drift);
  }

  /** Prices of active signals are looked at once a second of the session. */
  #mustLook(now: EpochMs): boolean {
    const second = Math.floor(now / SECOND);
    if (second === this.#lookedAt) return false;
    this.#lookedAt = second;
    return this.#records.active().some((record) => this.#goneReason(record, now) !== null);
  }

  /** A rule that was stopped between its signal and its order goes on with it within the same minute. */
  #resume(now: EpochMs): void {
    for (const { signal, status, fate, approvedAt, reason } of this.#records.all()) {
      const isUntouched = status === 'active' && fate === 'open' && approvedAt === null && reason === null;
      const age = now - signal.generatedAt;
      if (isUntouched && age >= 0 && age < MINUTE) this.#records.inBackground(() => this.#executeByRule(signal.id));
    }
  }

  async #executeByRule(id: string): Promise<void> {
    if (this.#parts.executesByRule === false) return;
    const record = this.#records.get(id);
    if (record === undefined || record.status !== 'active' || record.approvedAt !== null) return;
    const { signal } = record;
    const rule = ruleOf(this.#settings, signal.detector);
    if (automationRefusal(rule, signal, this.#records.executedByRule(signal.detector)) !== null) return;
    await this.#apply(id, await this.#placed(signal), this.#parts.clock.now());
  }

  /** The same signal always asks for the same order: however often it is asked for, it is sent once. */
  async #placed(signal: Signal): Promise<SignalEvent> {
    const { legs, expected } = recommendedOf(signal);
    try {
      const { id } = await this.#parts.place({
        id: deriveUuid(`order:${signal.id}`),
        underlying: signal.underlying,
        legs,
        quantity: signal.quantity,
        terms: { type: 'limit', limit: expected },
        timeInForce: 'DAY',
        source: 'automated',
        signalId: signal.id,
      });
      this.#orderOf.set(signal.id, id);
      return { type: 'executed_by_rule', orderId: id };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return error instanceof ContractFailure && error.code === 'denied' ? { type: 'denied', reason: why } : { type: 'not_placed', reason: `its order could not be placed: ${why}` };
    }
  }

  /** Orders that act on signals of earlier sessions may still work; those signals have ended. */
  async #apply(id: string, event: SignalEvent, time: EpochMs): Promise<void> {
    const record = this.#records.get(id);
    if (record !== undefined) await this.#records.commit(afterEvent(record, event, time));
  }

  async #committed(record: SignalRecord): Promise<SignalRecord> {
    await this.#records.commit([record]);
    return this.#asOfNow(record);
  }

  #asOfNow(record: SignalRecord): SignalRecord {
    if (record.settlement !== null) return record;
    const { market, fees } = this.#parts;
    return { ...record, openResult: resultIfClosed(recommendedOf(record.signal), market, fees)?.result ?? null };
  }

  #priceOf(underlying: Underlying): Money | null {
    const found = this.#parts.market.underlyingPrice(underlying);
    return found === null ? null : fromDollars(found.price);
  }

  #quoteOf(record: SignalRecord): PackageQuoteResult {
    return packageQuote(recommendedOf(record.signal).legs, (symbol) => this.#parts.market.quote(symbol));
  }

  /** Fails with 'not_found', and with 'conflict' for a signal of an earlier session. */
  async #ofSession(id: string): Promise<SignalRecord> {
    const record = this.#records.get(id);
    if (record !== undefined) return record;
    const former = await this.#parts.journal.find(id);
    throw former === null ? noSignal(id) : conflict(`the signal is of the session of ${former.signal.date}`);
  }

  #after(record: SignalRecord, event: SignalEvent, what: string, now: EpochMs): SignalRecord {
    const next = afterSignalEvent(record, event, now);
    if (next !== null) return next;
    const { status, reason } = record;
    throw conflict(`the signal is ${status} and cannot be ${what}${reason === null ? '' : `: ${reason}`}`);
  }
}

/** What an order's newest state means to the signal it acts on; null for nothing. */
function signalEventOf({ id, state, reason, source, filledQuantity }: Order): Extract<SignalEvent, { type: 'denied' | 'rejected' | 'traded' | 'executed_by_rule' }> | null {
  if (state === 'INITIALIZED') return null;
  if (state === 'DENIED') return { type: 'denied', reason: reason ?? 'its order was denied' };
  if (state === 'REJECTED' && filledQuantity === 0) return { type: 'rejected', reason: `the broker refused its order: ${reason ?? 'no reason was given'}` };
  return { type: source === 'automated' ? 'executed_by_rule' : 'traded', orderId: id };
}

/** The record after the event; none where that cannot happen to it, or is known. */
function afterEvent(record: SignalRecord, event: SignalEvent, time: EpochMs): readonly SignalRecord[] {
  const next = afterSignalEvent(record, event, time);
  const isKnown = next !== null && next.status === record.status && next.fate === record.fate && next.reason === record.reason;
  return next === null || isKnown ? [] : [next];
}

function noSignal(id: string): ContractFailure {
  return new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no signal ${id}` });
}

function conflict(message: string): ContractFailure {
  return new ContractFailure({ code: 'conflict', message });
}
