import { UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import { type Clock, type EpochMs, SECOND } from '../../src-core/time.ts';
import type { SignalDesk } from '../signals/signal-desk.ts';
import { signalView } from '../signals/signal-views.ts';
import { ALL_TYPES } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import type { Change } from './change-message.ts';

export type PublishedDesk = Pick<SignalDesk, 'detectors' | 'records' | 'record' | 'marketState' | 'calibration' | 'performance' | 'settings' | 'subscribe'>;

export interface PublishedSignalParts {
  readonly store: RealtimeStore;
  readonly account: string;
  readonly machineClock: Clock;
  /** The session's. */
  readonly clock: Clock;
  readonly desk: PublishedDesk;
}

/** A key ends no sooner than this, so that the next beat finds it. */
const LEAST_LEFT_MS = 30 * SECOND;

/** Puts the signals of the running session into the real-time store. */
export class PublishedSignals {
  readonly #parts: PublishedSignalParts;
  readonly #dirty = new Set<string>();
  readonly #unsubscribe: () => void;
  /** Active signals whose keys are set. */
  #active: ReadonlySet<string> = new Set();
  /** null before the first: what a former trader had there is not this one's. */
  #activeText: string | null = null;
  #settingsText = '';
  #idsText = '';
  #isBar = true;
  #isCalibration = true;

  constructor(parts: PublishedSignalParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.desk.subscribe(({ signals, bar, calibration }) => {
      for (const id of signals) this.#dirty.add(id);
      this.#isBar ||= bar;
      this.#isCalibration ||= calibration;
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  /** `isSoon`: what moves without being told of, and what ends soon; `isLater`: everything. */
  publish(changes: Change[], isSoon: boolean, isLater: boolean): void {
    const { desk } = this.#parts;
    const records = desk.records();
    if (isLater) {
      this.#isBar = true;
      this.#isCalibration = true;
    }
    for (const { signal, settlement } of records) if (isLater || (isSoon && settlement === null)) this.#dirty.add(signal.id);
    this.#publishActive(changes, records.filter(({ status }) => status === 'active'), isSoon);
    if (this.#isCalibration) this.#publishPerformance(changes);
    // In memory nobody else reads the rest.
    if (this.#parts.store.kind !== 'memory') this.#publishForWatchers(changes, records, isSoon);
    this.#dirty.clear();
    this.#isBar = false;
    this.#isCalibration = false;
  }

  /** Takes away what whoever traded the account before left there, of signals that this session does not have. */
  async removeLeftovers(): Promise<void> {
    const { account, desk, store } = this.#parts;
    for (const id of (await store.get('deskSignals', { account })) ?? []) {
      const record = desk.record(id);
      if (record?.status !== 'active') store.remove('signal', { id });
      if (record === undefined) store.remove('deskSignal', { account, id });
    }
  }

  /** Keys end by the machine's time and signals by the session's: those that are not active any more are removed by hand. */
  #publishActive(changes: Change[], active: readonly SignalRecord[], isSoon: boolean): void {
    const { store } = this.#parts;
    const ids = active.map(({ signal }) => signal.id);
    for (const id of this.#active) {
      if (ids.includes(id)) continue;
      store.remove('signal', { id });
      changes.push(['signal', { id }]);
    }
    for (const record of active) {
      const { id, expiresAt } = record.signal;
      if (!isSoon && this.#active.has(id) && !this.#dirty.has(id)) continue;
      store.set('signal', { id }, record, this.#endOf(expiresAt));
      changes.push(['signal', { id }]);
    }
    this.#active = new Set(ids);
    const text = ids.join(' ');
    if (text === this.#activeText && !isSoon) return;
    const isOther = text !== this.#activeText;
    this.#activeText = text;
    if (ids.length > 0) store.set('signalsActive', {}, ids, this.#endOf(Math.max(...active.map(({ signal }) => signal.expiresAt))));
    else if (isOther) store.remove('signalsActive', {});
    if (isOther) changes.push(['signalsActive', {}]);
  }

  #endOf(expiresAt: EpochMs): EpochMs {
    const { clock, machineClock } = this.#parts;
    return machineClock.now() + Math.max(LEAST_LEFT_MS, expiresAt - clock.now());
  }

  #publishPerformance(changes: Change[]): void {
    const { desk, store } = this.#parts;
    for (const ticker of UNDERLYINGS) {
      const performance = desk.performance(ticker);
      if (performance === null) continue;
      store.set('signalPerformance', { ticker }, { ...performance });
      changes.push(['signalPerformance', { ticker }]);
    }
  }

  #publishForWatchers(changes: Change[], records: readonly SignalRecord[], isSoon: boolean): void {
    const { account, desk, store } = this.#parts;
    for (const id of this.#dirty) {
      const record = desk.record(id);
      if (record === undefined) continue;
      store.set('deskSignal', { account, id }, signalView(record));
      changes.push(['deskSignal', { account, id }]);
    }
    const ids = records.map(({ signal }) => signal.id);
    if (isSoon || ids.join(' ') !== this.#idsText) {
      this.#idsText = ids.join(' ');
      store.set('deskSignals', { account }, ids);
      changes.push(['deskSignals', { account }]);
    }
    if (this.#isBar) {
      store.set('deskMarketState', { account }, desk.marketState());
      changes.push(['deskMarketState', { account }]);
    }
    this.#publishSettings(changes, isSoon);
    if (!this.#isCalibration) return;
    for (const detector of [null, ...desk.detectors.map(({ id }) => id)]) {
      const parts = { account, detector: detector ?? ALL_TYPES };
      store.set('deskCalibration', parts, desk.calibration(detector));
      changes.push(['deskCalibration', parts]);
    }
  }

  #publishSettings(changes: Change[], isSoon: boolean): void {
    if (!isSoon) return;
    const { account, desk, store } = this.#parts;
    const settings = desk.settings();
    const text = JSON.stringify(settings);
    store.set('deskSignalSettings', { account }, settings);
    if (text === this.#settingsText) return;
    this.#settingsText = text;
    changes.push(['deskSignalSettings', { account }]);
  }
}
