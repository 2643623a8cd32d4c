import type { OrderView, PackageView } from '../../src-core/contract/schemas.ts';
import type { MarketStateView, SignalSettingsView, SignalView } from '../../src-core/contract/signals.ts';
import type { CalibrationView } from '../../src-core/signals/calibration-view.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import type { DeskState } from '../stores/realtime/key-families.ts';

/** What is known of the workstation that trades. */
export interface WatchedDesk {
  /** null before anything was heard. */
  state(): DeskState | null;
  /** Real milliseconds since it was last heard of; null before. */
  silence(): number | null;
  readonly staleAfterMs: number;
  orders(): readonly OrderView[];
  order(id: string): OrderView | null;
  packages(): readonly PackageView[];
  readonly signals: WatchedSignals;
}

/** What is known of its signals; null where nothing was heard. */
export interface WatchedSignals {
  /** Of its session, newest first. */
  views(): readonly SignalView[];
  view(id: string): SignalView | null;
  /** All that a signal was made from, while it is told: until the signal expires. */
  whole(id: string): Promise<SignalRecord | null>;
  marketState(): MarketStateView | null;
  /** Of all types, or one. */
  calibration(detector: string | null): CalibrationView | null;
  settings(): SignalSettingsView | null;
}
