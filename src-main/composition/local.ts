import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { INITIAL_LIMITS } from '../../src-core/risk/limits.ts';
import { openLocalDirectory } from '../access/local-directory.ts';
import { Connections } from '../connections/connections.ts';
import { createFileVault } from '../connections/file-vault.ts';
import { CallerKeys } from '../desk/caller-keys.ts';
import { RecordingsThread } from '../market-data/recordings/recordings-thread.ts';
import { Notices } from '../operations/notices.ts';
import { liveBrokerOf } from '../ibkr/live-broker.ts';
import { programFiles } from '../program-files.ts';
import type { Settings } from '../settings.ts';
import { DETECTORS } from '../signals/detectors/index.ts';
import { createMemoryRealtimeStore } from '../stores/realtime/memory-store.ts';
import { type ChosenProfile, ensureLocalProfile } from '../stores/relational/local-profile.ts';
import { chosenAccount } from '../stores/relational/access/account-records.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import { LOCAL_DATABASE, openLocalStore } from '../stores/relational/sqlite/local-store.ts';
import { openEmbeddedTimeSeries } from '../stores/timeseries/embedded/embedded-store.ts';
import { LateTimeSeries } from '../stores/timeseries/late-time-series.ts';
import type { Terminal, TerminalHooks } from '../terminal.ts';
import { exportWorkstation } from '../backups/workstation-export.ts';
import { composeAccess } from './access.ts';
import { connectionTesters } from './connection-testers.ts';
import type { Composition, Foundation } from './foundation.ts';
import { Closing } from './closing.ts';
import { composePractice } from './practice.ts';
import { composeProgram } from './program.ts';
import { realPacer } from './real-pacer.ts';
import { keepingTime } from './retention.ts';
import { SwitchingDoor } from './switching-door.ts';
import { composeTrading } from './trading.ts';
import { realClock } from '../real-clock.ts';

/** Until the time series are opened: a start has better things to do. */
const OPEN_TIME_SERIES_MS = 1_000;
/** Real milliseconds between looks. */
const LOOK_MS = 5_000;

/** Tells of each new problem once, until the result is called. */
function tellingOf(problem: () => string | null, tell: (problem: string) => void): () => Promise<void> {
  let told: string | null = null;
  const timer = setInterval(() => {
    const now = problem();
    if (now !== null && now !== told) tell(now);
    told = now;
  }, LOOK_MS);
  return async () => clearInterval(timer);
}

/** Safe mode reaches no broker: an account at one waits for an ordinary start. */
async function tradedProfile(store: RelationalStore, username: string, safeMode: boolean): Promise<ChosenProfile> {
  const chosen = await ensureLocalProfile(store, username, randomUUID, await chosenAccount(store));
  if (!safeMode || chosen.broker === 'paper') return chosen;
  const first = await ensureLocalProfile(store, username, randomUUID);
  return { ...first, remark: `safe mode reaches no broker: ${first.accountNumber} is traded, and what ${chosen.accountNumber} has at its broker rests there` };
}

/** The local profile: everything embedded, the account this terminal's own. Throws StartFailure; nothing is left open then. */
export async function startLocal(settings: Settings, hooks: TerminalHooks): Promise<Terminal> {
  const machineClock = hooks.machineClock ?? realClock;
  const { archiveWorker, migrations, recordingsWorker, sqliteWorker, timeSeriesWorker } = programFiles();
  const closing = new Closing();
  try {
    const store = await openLocalStore({
      directory: settings.dataDir,
      migrations: migrations.sqlite,
      sqliteWorker,
      clock: machineClock,
      restoreBackup: settings.restoreBackup,
    });
    closing.add(() => store.close());
    const timeSeries = new LateTimeSeries(() => openEmbeddedTimeSeries({ directory: settings.dataDir, workerUrl: timeSeriesWorker, clock: machineClock }));
    closing.add(() => timeSeries.close());
    const cancelOpening = realPacer.after(OPEN_TIME_SERIES_MS, () => timeSeries.begin());
    closing.add(async () => cancelOpening());
    const recordings = new RecordingsThread(recordingsWorker);
    closing.add(() => recordings.close());
    const realtime = createMemoryRealtimeStore({ clock: machineClock });
    closing.add(() => realtime.close());
    const callers = new CallerKeys(realtime, machineClock);
    const { username } = userInfo();
    const profile = await tradedProfile(store, username, settings.safeMode);
    const vault = hooks.vault ?? createFileVault(settings.dataDir);
    const workstation = settings.connections.settings.workstation;
    const file = join(settings.dataDir, LOCAL_DATABASE);
    let running: Composition | null = null;
    const notices = new Notices({ now: () => (running?.clock ?? machineClock).now() });
    const access = await composeAccess({
      profile: 'local',
      dataDir: settings.dataDir,
      file,
      store,
      own: store,
      directory: await openLocalDirectory(store, machineClock),
      deskConfig: null,
      server: () => null,
      vault,
      // Drawn at the first start, so that no two machines write a chain of one name.
      chain: profile.userId,
      people: { ...profile, username },
      accountOwner: profile.userId,
      workstation,
      callers,
      machineClock,
      restart: hooks.restart ?? null,
      engines: () => running?.engines ?? null,
      liveBroker: () => liveBrokerOf(running?.gateway?.state ?? null, settings.connections.settings.gateway),
      gateway: () => settings.connections.settings.gateway,
      backups: {
        store,
        restoreBan: () => null,
        exporting: (folder, passphrase, signal) =>
          exportWorkstation(
            { dataDir: settings.dataDir, database: file, configFile: settings.connections.configFile, vault, workstation, sqliteWorker, archiveWorker, clock: machineClock },
            folder,
            passphrase,
            signal,
          ),
      },
      told: hooks.told ?? null,
      tell: (problem) => notices.tell('error', problem),
    });
    closing.add(() => access.close());
    const servers = () => [];
    const desk = () => null;
    const retention = await keepingTime({ embedded: store, timeSeries, realtime, recordingsGigabytes: settings.recordings.maximumGigabytes, desk: null, machineClock, sealBeginning: access.sealBeginning });
    closing.add(() => retention.stop());
    const connections = await Connections.open({
      inForce: settings.connections,
      vault,
      testers: connectionTesters,
      servers,
      desk,
      retention: () => retention.view(),
      runningGateway: () => (running?.gateway?.state.kind === 'up' ? settings.connections.settings.gateway : null),
    });
    closing.add(tellingOf(() => timeSeries.problem(), (problem) => notices.tell('warning', `time series: ${problem}`)));
    const door = new SwitchingDoor();
    const practice = composePractice({
      foundation: { machineClock, notices, own: store, profile, recordings, settings, store },
      door,
      own: () => {
        if (running === null) throw new ContractFailure({ code: 'unavailable', message: 'the terminal is starting' });
        return { composition: running, foundation };
      },
    });
    const foundation: Foundation = {
      run: randomUUID(),
      settings,
      autoplay: hooks.autoplay !== false && !settings.safeMode,
      feed: hooks.feed ?? null,
      detectors: hooks.detectors ?? DETECTORS,
      limits: { ...INITIAL_LIMITS, ...hooks.limits },
      machineClock,
      store,
      own: store,
      profile,
      realtime,
      timeSeries,
      recordings,
      callers,
      notices,
      connections,
      servers,
      desk,
      takeOver: () => Promise.reject(new ContractFailure({ code: 'conflict', message: 'this terminal runs on the local profile: its account is its own, and there is nothing to take over' })),
      tradingBan: () => null,
      accountKey: `${username}/${profile.accountNumber}`,
      accountOwner: profile.userId,
      workstation,
      recordedBars: null,
      practice,
      access: access.parts,
      program: await composeProgram(hooks, settings.dataDir, recordings),
      windows: null,
      capital: null,
      practised: null,
    };
    const { leftAside } = settings.connections;
    if (leftAside !== undefined) notices.tell('warning', `safe mode leaves the config file aside: ${leftAside}`);
    if (hooks.told) notices.tell(hooks.told.level, hooks.told.text);
    if (profile.remark !== null) notices.tell('warning', profile.remark);
    running = await composeTrading(foundation);
    const { engines, close, sleeps, woke } = running;
    if (engines === null) throw new Error('a trading composition has engines');
    door.switchTo(running.door);
    closing.add(() => close('saved'));
    closing.add(() => practice.close());
    return {
      engines,
      host: (origin) => door.host(access.parts.access.connect(origin)),
      onRevoked: (listener) => access.parts.access.onRevoked(listener),
      sleeps,
      woke,
      close: () => closing.close(),
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
