import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { MarketStateView, SignalQuery, SignalSettingsView } from '../../src-core/contract/signals.ts';
import { DEFAULT_SIGNAL_SETTINGS, type SignalSettings } from '../../src-core/signals/automation.ts';
import type { CalibrationView } from '../../src-core/signals/calibration-view.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import type { SignalDesk } from '../../src-main/signals/signal-desk.ts';
import { SESSION } from '../main/trading/trading-fixture.ts';
import { marketState } from './market-states.ts';

type Change = Parameters<Parameters<SignalDesk['subscribe']>[0]>[0];

const NOTHING = { sample: 0, bins: [], brier: null, slope: null, intercept: null };

/** Signals as a test puts them there. */
export class FakeSignalDesk implements SignalDesk {
  readonly detectors = [{ id: 'momentum', title: 'Momentum continuation', what: 'A trend.' }];
  minute = 110;
  settled = 0;
  #settings: SignalSettings = DEFAULT_SIGNAL_SETTINGS;
  readonly #records = new Map<string, SignalRecord>();
  readonly #listeners = new Set<(change: Change) => void>();

  /** Puts the records there without a word. */
  put(...records: readonly SignalRecord[]): void {
    for (const record of records) this.#records.set(record.signal.id, record);
  }

  tell(change: Partial<Change>): void {
    for (const listener of this.#listeners) listener({ signals: [], bar: false, calibration: false, ...change });
  }

  records(): readonly SignalRecord[] {
    return [...this.#records.values()];
  }

  record(id: string): SignalRecord | undefined {
    return this.#records.get(id);
  }

  find(id: string): Promise<SignalRecord> {
    const record = this.#records.get(id);
    if (record === undefined) return Promise.reject(new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no signal ${id}` }));
    return Promise.resolve(record);
  }

  list({ offset, limit }: SignalQuery): Promise<{ total: number; records: readonly SignalRecord[] }> {
    const all = this.records().toReversed();
    return Promise.resolve({ total: all.length, records: all.slice(offset, offset + limit) });
  }

  approve(): Promise<never> {
    return Promise.reject(new ContractFailure({ code: 'conflict', message: 'its price is gone' }));
  }

  async dismiss(id: string): Promise<SignalRecord> {
    const record: SignalRecord = { ...(await this.find(id)), status: 'cancelled', fate: 'dismissed' };
    this.put(record);
    this.tell({ signals: [id] });
    return record;
  }

  async restore(id: string): Promise<SignalRecord> {
    const record: SignalRecord = { ...(await this.find(id)), status: 'active', fate: 'open' };
    this.put(record);
    this.tell({ signals: [id] });
    return record;
  }

  orderDenials(): readonly [] {
    return [];
  }

  marketState(): MarketStateView {
    return {
      state: marketState({ minute: this.minute }),
      reason: null,
      detections: [],
      open: SESSION.open,
      reference: SESSION.reference,
      history: {
        correlation: { SPY_QQQ: [0.9, null], SPY_IWM: [], QQQ_IWM: [] },
        baseline: { SPY_QQQ: [], SPY_IWM: [], QQQ_IWM: [] },
        price: { SPY: [], QQQ: [], IWM: [] },
        implied: { SPY: [], QQQ: [], IWM: [] },
        realised: { SPY: [], QQQ: [], IWM: [] },
        vix: [],
      },
      cones: { SPY: [], QQQ: [], IWM: [] },
      clockLabel: 'variance clock',
    };
  }

  calibration(detector: string | null): CalibrationView {
    return { time: SESSION.open, detector, settled: this.settled, needed: 40, types: [], said: NOTHING, implied: NOTHING, corrections: [], fates: [] };
  }

  performance(underlying: string): { accuracy: number; avg_return: number; count: number } | null {
    return underlying === 'SPY' ? { accuracy: 0.6, avg_return: 0.1, count: this.settled } : null;
  }

  settings(): SignalSettingsView {
    return { settings: this.#settings, detectors: [...this.detectors], calibrated: [], needed: 40 };
  }

  configure(settings: SignalSettings): Promise<SignalSettingsView> {
    this.#settings = settings;
    return Promise.resolve(this.settings());
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
