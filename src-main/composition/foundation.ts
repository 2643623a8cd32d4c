import type { DeskView, ServerStatus } from '../../src-core/contract/connections.ts';
import type { RiskLimits } from '../../src-core/risk/limits.ts';
import type { Money } from '../../src-core/money.ts';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import type { Clock } from '../../src-core/time.ts';
import type { Connections } from '../connections/connections.ts';
import type { CallerKeys } from '../desk/caller-keys.ts';
import type { Gateway } from '../ibkr/gateway.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import type { RecordingsThread } from '../market-data/recordings/recordings-thread.ts';
import type { AccessParts } from '../operations/access-operations.ts';
import type { ProgramParts } from '../operations/app-operations.ts';
import type { Door } from '../operations/door.ts';
import type { Engines, SettingsStore } from '../operations/engines.ts';
import type { BarReader } from '../operations/history.ts';
import type { Notices } from '../operations/notices.ts';
import type { PracticeDesk } from '../practice/practice-desk.ts';
import type { Settings } from '../settings.ts';
import type { Detector } from '../signals/detector.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import type { LocalProfile } from '../stores/relational/local-profile.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { TimeSeriesStore } from '../stores/timeseries/time-series-store.ts';

/** What a composition stands on: opened once, and there for as long as the terminal runs. */
export interface Foundation {
  /** Names this start of the terminal, whatever it becomes: it trades, it watches, a day is practised on it. */
  readonly run: string;
  readonly settings: Settings;
  /** False leaves a session standing at its start. */
  readonly autoplay: boolean;
  /** Another feed than the settings ask for; null for that one. */
  readonly feed: MarketFeed | null;
  readonly detectors: readonly Detector[];
  /** Risk parameters where the account never set them. */
  readonly limits: RiskLimits;
  readonly machineClock: Clock;
  /** The books, and what is recorded. */
  readonly store: RelationalStore;
  /** What is this workstation's alone: the window's settings. */
  readonly own: RelationalStore;
  readonly profile: LocalProfile;
  readonly realtime: RealtimeStore;
  readonly timeSeries: TimeSeriesStore;
  /** Writes and reads recordings. */
  readonly recordings: RecordingsThread;
  readonly callers: CallerKeys;
  readonly notices: Notices;
  readonly connections: Connections;
  readonly servers: () => readonly ServerStatus[];
  /** null in the local profile. */
  readonly desk: () => DeskView | null;
  readonly takeOver: () => Promise<void>;
  /** Why no orders may be sent now, as a sentence; null while they may. */
  readonly tradingBan: () => string | null;
  /** Names the account's keys in the real-time store: "owner/number". */
  readonly accountKey: string;
  /** The id of the user whose account it is. */
  readonly accountOwner: string;
  /** This workstation's name. */
  readonly workstation: string;
  /** What a chart reads where the time series do not answer; null where they are embedded. */
  readonly recordedBars: BarReader | null;
  readonly practice: PracticeDesk;
  /** Users, accounts, the audit, configuration, backups: of the terminal, whatever stands behind its door. */
  readonly access: AccessParts;
  /** What stands around the core. */
  readonly program: ProgramParts;
  /** What windows keep for themselves, where that is not in `own`. */
  readonly windows: SettingsStore | null;
  /** Paid into a new paper account; null for the usual amount. */
  readonly capital: Money | null;
  /** Of a terminal that is practised on; null for the one that trades the account. */
  readonly practised: NonNullable<SessionView['practice']> | null;
}

/** The running program behind the door: it trades, or it watches another workstation trade. */
export interface Composition {
  readonly kind: 'trading' | 'watching';
  readonly door: Door;
  /** The session's. */
  readonly clock: Clock;
  /** null while it watches. */
  readonly engines: Engines | null;
  /** The connection to TWS or IB Gateway; null where none is set up, and while it watches. */
  readonly gateway: Gateway | null;
  /** Lets session time stand still while no orders may be sent, and go on afterwards. */
  stand(isStanding: boolean): void;
  /** The machine is about to sleep: nothing moves until `woke`. */
  sleeps(): void;
  /** It is awake again, or its clock was set: books and broker are compared, and the session goes on if it did before. Answers with what was found, sentences. */
  woke(): Promise<string>;
  /** Ends it. 'abandoned' writes nothing more: the account is another's. */
  close(how: 'saved' | 'abandoned'): Promise<void>;
}
