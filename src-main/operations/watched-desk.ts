import type { Alert, AlertRule } from '../../src-core/alerts/alert.ts';
import type { KillResult, LimitsView, RiskView } from '../../src-core/contract/risk.ts';
import type { OrderView, PackageView } from '../../src-core/contract/schemas.ts';
import type { MarketStateView, SignalSettingsView, SignalView } from '../../src-core/contract/signals.ts';
import type { CalibrationView } from '../../src-core/signals/calibration-view.ts';
import type { ExitView } from '../../src-core/risk/exits.ts';
import type { ExpiryView } from '../../src-core/risk/measures.ts';
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
  readonly risk: WatchedRisk;
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

/** What is known of its risk engine and its alerts; null where nothing was heard. */
export interface WatchedRisk {
  view(): RiskView | null;
  expiry(): ExpiryView | null;
  /** Of its session. */
  exits(): readonly ExitView[];
  exit(tradeId: string): ExitView | null;
  /** All that are told: the newest that are not acknowledged, and the newest that are, oldest first. */
  alerts(): readonly Alert[];
  alert(id: string): Alert | null;
  rules(): readonly AlertRule[] | null;
  limits(): LimitsView | null;
}

/** Who asks for a halt at this terminal. */
export interface HaltAsker {
  readonly userId: string;
  /** "window", "script" or "headless". */
  readonly origin: string;
}

/**
 * What stops the other's trading from here. Both fail as it answers, and with 'unavailable' within two seconds where it
 * does not answer.
 */
export interface RemoteHalts {
  kill(options: { readonly flatten: boolean }, asker: HaltAsker): Promise<KillResult>;
  reduce(asker: HaltAsker): Promise<RiskView>;
}
