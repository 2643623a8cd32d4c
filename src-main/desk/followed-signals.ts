import type { MarketStateView, SignalSettingsView, SignalView } from '../../src-core/contract/signals.ts';
import type { CalibrationView } from '../../src-core/signals/calibration-view.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import { ALL_TYPES, type FamilyName } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';

/** What a look at the store has changed. */
export interface FollowedSignalChange {
  /** Ids. */
  readonly signals: readonly string[];
  readonly marketState: boolean;
  readonly calibration: boolean;
}

/** What is to be read. */
class Wanted {
  ids = false;
  readonly views = new Set<string>();
  marketState = false;
  settings = false;
  /** By detector, or ALL_TYPES. */
  readonly calibrations = new Set<string>();
}

/** Signals that are asked for at one time. */
const AT_ONCE = 100;

/** What a terminal that watches knows of the other's signals. */
export class FollowedSignals {
  readonly #store: RealtimeStore;
  readonly #account: string;
  readonly #views = new Map<string, SignalView>();
  readonly #calibrations = new Map<string, CalibrationView>();
  #marketState: MarketStateView | null = null;
  #settings: SignalSettingsView | null = null;
  #wanted = new Wanted();

  constructor(store: RealtimeStore, account: string) {
    this.#store = store;
    this.#account = account;
  }

  /** Of its session, newest first. */
  views(): readonly SignalView[] {
    return [...this.#views.values()].sort((left, right) => right.generatedAt - left.generatedAt);
  }

  view(id: string): SignalView | null {
    return this.#views.get(id) ?? null;
  }

  /** Read when it is asked for: a signal whole is long. */
  whole(id: string): Promise<SignalRecord | null> {
    return this.#store.get('signal', { id });
  }

  marketState(): MarketStateView | null {
    return this.#marketState;
  }

  calibration(detector: string | null): CalibrationView | null {
    return this.#calibrations.get(detector ?? ALL_TYPES) ?? null;
  }

  settings(): SignalSettingsView | null {
    return this.#settings;
  }

  get isAnythingWanted(): boolean {
    const { ids, views, marketState, settings, calibrations } = this.#wanted;
    return ids || marketState || settings || views.size + calibrations.size > 0;
  }

  /** 'everything' also reads what is long and changes seldom. */
  want(what: 'moving' | 'everything'): void {
    const wanted = this.#wanted;
    wanted.ids = true;
    for (const { id, settlement } of this.#views.values()) if (settlement === null) wanted.views.add(id);
    if (what === 'moving') return;
    wanted.marketState = true;
    wanted.settings = true;
    wanted.calibrations.add(ALL_TYPES);
    for (const { id } of this.#settings?.detectors ?? []) wanted.calibrations.add(id);
  }

  /** Notes that a key changed; those of other families are of no use here. */
  hear(family: FamilyName, parts: Readonly<Record<string, string>>): void {
    switch (family) {
      case 'deskSignals':
        this.#wanted.ids = true;
        break;
      case 'deskSignal':
        this.#wanted.views.add(parts['id'] ?? '');
        break;
      case 'deskMarketState':
        this.#wanted.marketState = true;
        break;
      case 'deskSignalSettings':
        this.#wanted.settings = true;
        break;
      case 'deskCalibration':
        this.#wanted.calibrations.add(parts['detector'] ?? '');
        break;
      default:
        break;
    }
  }

  /** Another session's signals are not kept. */
  begin(): void {
    this.#views.clear();
    this.#marketState = null;
    this.want('everything');
  }

  /** Reads what is wanted, once. */
  async read(): Promise<FollowedSignalChange> {
    const wanted = this.#wanted;
    this.#wanted = new Wanted();
    const [signals, marketState] = await Promise.all([this.#readViews(wanted), this.#readMarketState(wanted)]);
    await this.#readSettings(wanted);
    return { signals, marketState, calibration: await this.#readCalibrations(wanted) };
  }

  async #readViews(wanted: Wanted): Promise<readonly string[]> {
    const account = this.#account;
    const ids = wanted.ids ? await this.#store.get('deskSignals', { account }) : null;
    if (ids !== null) {
      const there = new Set(ids);
      for (const id of this.#views.keys()) if (!there.has(id)) this.#views.delete(id);
      for (const id of ids) if (!this.#views.has(id)) wanted.views.add(id);
    }
    const changed: string[] = [];
    const asked = [...wanted.views];
    for (let from = 0; from < asked.length; from += AT_ONCE) {
      const some = asked.slice(from, from + AT_ONCE);
      const read = await Promise.all(some.map((id) => this.#store.get('deskSignal', { account, id })));
      for (const [index, id] of some.entries()) {
        const view = read[index] ?? null;
        if (view === null || (ids !== null && !ids.includes(id)) || isSame(view, this.#views.get(id))) continue;
        this.#views.set(id, view);
        changed.push(id);
      }
    }
    return changed;
  }

  async #readMarketState({ marketState }: Wanted): Promise<boolean> {
    if (!marketState) return false;
    const told = await this.#store.get('deskMarketState', { account: this.#account });
    if (told === null || isSame(told, this.#marketState)) return false;
    this.#marketState = told;
    return true;
  }

  async #readSettings(wanted: Wanted): Promise<void> {
    if (!wanted.settings) return;
    const told = await this.#store.get('deskSignalSettings', { account: this.#account });
    if (told === null) return;
    this.#settings = told;
    for (const { id } of told.detectors) if (!this.#calibrations.has(id)) wanted.calibrations.add(id);
  }

  async #readCalibrations({ calibrations }: Wanted): Promise<boolean> {
    const account = this.#account;
    const read = await Promise.all([...calibrations].map(async (detector) => [detector, await this.#store.get('deskCalibration', { account, detector })] as const));
    let isChanged = false;
    for (const [detector, told] of read) {
      if (told === null || isSame(told, this.#calibrations.get(detector))) continue;
      this.#calibrations.set(detector, told);
      isChanged = true;
    }
    return isChanged;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
