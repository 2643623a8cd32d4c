import type { Approval, DetectorInfo, MarketStateView, SignalQuery, SignalSettingsView } from '../../src-core/contract/signals.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { SignalSettings } from '../../src-core/signals/automation.ts';
import type { CalibrationView } from '../../src-core/signals/calibration-view.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import type { Denial } from '../risk/denial.ts';

/** The signal engine as the door, the publisher and the window's streams see it. */
export interface SignalDesk {
  readonly detectors: readonly DetectorInfo[];
  /** Of this session, oldest first. */
  records(): readonly SignalRecord[];
  record(id: string): SignalRecord | undefined;
  /** Of any session. Fails with 'not_found'. */
  find(id: string): Promise<SignalRecord>;
  list(query: SignalQuery): Promise<{ readonly total: number; readonly records: readonly SignalRecord[] }>;
  /** Fails with 'not_found', or 'conflict' once it is no longer active or its price is gone; says the numbers. */
  approve(id: string): Promise<Approval>;
  dismiss(id: string): Promise<SignalRecord>;
  restore(id: string): Promise<SignalRecord>;
  /** Why an order that acts on a signal would be denied; empty where it acts on none. */
  orderDenials(order: Order): readonly Denial[];
  marketState(): MarketStateView;
  calibration(detector: string | null): CalibrationView;
  /** How an underlying's settled signals did: the share that won, and the mean result over the maximum loss; null without any. */
  performance(underlying: Underlying): { readonly accuracy: number; readonly avg_return: number; readonly count: number } | null;
  settings(): SignalSettingsView;
  /** Fails with 'bad_input' for a type there is none of. */
  configure(settings: SignalSettings): Promise<SignalSettingsView>;
  /** `listener` hears which signals changed, once that is durable, and of a bar's close; it must not throw. The result ends it. */
  subscribe(listener: (change: { readonly signals: readonly string[]; readonly bar: boolean; readonly calibration: boolean }) => void): () => void;
}
