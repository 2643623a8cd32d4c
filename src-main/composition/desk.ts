import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { INITIAL_LIMITS } from '../../src-core/risk/limits.ts';
import { openDeskAccess } from '../access/desk-access.ts';
import { Connections } from '../connections/connections.ts';
import { resolveCredentials } from '../connections/credentials.ts';
import { createFileVault } from '../connections/file-vault.ts';
import { CallerKeys } from '../desk/caller-keys.ts';
import { WITNESS_MS } from '../desk/lease-rules.ts';
import { SwitchingDoor } from './switching-door.ts';
import { TradingLease } from '../desk/trading-lease.ts';
import type { DeskSettings } from '../desk-settings.ts';
import { RecordingsThread } from '../market-data/recordings/recordings-thread.ts';
import { Notices } from '../operations/notices.ts';
import { liveBrokerOf } from '../ibkr/live-broker.ts';
import { programFiles } from '../program-files.ts';
import type { Settings } from '../settings.ts';
import { DETECTORS } from '../signals/detectors/index.ts';
import { StartFailure } from '../start-failure.ts';
import { openRedisWitness } from '../stores/realtime/redis/redis-witness.ts';
import { DESK_DATABASE } from '../stores/relational/sqlite/local-store.ts';
import { deskUserId, ensureDeskProfile } from '../stores/relational/desk/desk-profile.ts';
import { type DeskStore, openDeskStore } from '../stores/relational/desk/desk-store.ts';
import { LeaseTable } from '../stores/relational/postgres/lease-table.ts';
import type { Terminal, TerminalHooks } from '../terminal.ts';
import { composeAccess } from './access.ts';
import { Closing } from './closing.ts';
import { connectionTesters } from './connection-testers.ts';
import { DeskRoles, rememberedLease } from './desk-roles.ts';
import { DeskServer } from './desk-server.ts';
import { openDeskRealtime, openDeskTimeSeries } from './desk-stores.ts';
import type { Foundation } from './foundation.ts';
import { composeProgram } from './program.ts';
import { realPacer } from './real-pacer.ts';
import { recordedBars } from './recorded-bars.ts';
import { composeRefusedPractice } from './practice.ts';
import { keepingTime } from './retention.ts';
import { composeTrading } from './trading.ts';
import { composeWatching } from './watching.ts';
import { realClock } from '../real-clock.ts';

/** How long a start waits for the database, and looks at it meanwhile. */
const FIRST_ANSWER_MS = 2_500;
const LOOK_MS = 10;
/** A lease is won and lost at any moment, and with it what a window must show. */
const NO_PRACTICE = 'practice is for the local profile: on a desk this terminal may have to trade or to hand over the account at any moment, and its windows must show that; start another with --profile local';
/** The desk's own books would be another's than what stands in an old copy of them. */
const NO_RESTORE = 'the books of a desk are in its database, and this workstation’s copy is read from there again; an old copy is put back on a local profile alone';
const NO_EXPORT = 'the books of a desk are in its database: another machine needs its address and password, and no export';
const OPEN_SERVER_MS = 10_000;
/** How long the end of a terminal waits for the desk to have everything. */
const HANDING_OVER_MS = 1_500;

/**
 * The desk profile: the books on this machine, relayed to the desk's servers, and an account that one workstation at a
 * time trades. No server needs to be there. Throws StartFailure; nothing is left open then.
 */
export async function startDesk(settings: Settings, asked: DeskSettings, hooks: TerminalHooks): Promise<Terminal> {
  const machineClock = hooks.machineClock ?? realClock;
  const vault = hooks.vault ?? createFileVault(settings.dataDir);
  const access = await resolveCredentials(asked, vault);
  const { owner, number } = access.account;
  const accountKey = `${owner}/${number}`;
  const closing = new Closing();
  try {
    const { migrations, recordingsWorker, sqliteWorker } = programFiles();
    const roles = new DeskRoles();
    const notices = new Notices({ now: () => (roles.running?.clock ?? machineClock).now() });
    const store = await openDeskStore({
      directory: settings.dataDir,
      migrations,
      sqliteWorker,
      clock: machineClock,
      access: access.postgresql,
      account: accountKey,
      restoreBackup: settings.restoreBackup,
      onRefused: (count, reason) => notices.tell('error', `${count} changes of this workstation were not taken by the desk: ${reason}`),
    });
    closing.add(() => store.close());
    const realtime = openDeskRealtime(access, machineClock);
    closing.add(() => realtime.close());
    const callers = new CallerKeys(realtime, machineClock);
    const recordings = new RecordingsThread(recordingsWorker);
    closing.add(() => recordings.close());
    const timeSeries = await openDeskTimeSeries(access, settings.dataDir, machineClock);
    closing.add(() => timeSeries.close());
    const { username } = userInfo();
    const profile = await ensureDeskProfile(store, { owner, accountNumber: number, username });
    const me = { id: store.origin, name: access.workstation };
    const lease = new TradingLease({
      account: accountKey,
      me,
      server: new LeaseTable(access.postgresql, accountKey),
      witness: access.redis === null ? null : openRedisWitness({ access: access.redis, account: accountKey, random: Math.random, leaseMs: WITNESS_MS }),
      known: await rememberedLease(store.local),
      pacer: realPacer,
      onChange: (state) => roles.leaseChanged(state),
      onTaken: (epoch, before) => roles.leaseTaken(epoch, before),
    });
    const servers = () => [store.relay.status(), realtime.status(), timeSeries.status()].filter((status) => status !== null);
    const desk = () => roles.view();
    const isUp = (): boolean => ['connected', 'catching_up'].includes(store.relay.status().state);
    const server = new DeskServer(access.postgresql, machineClock, isUp);
    closing.add(() => server.close());
    // Open when the first retention asks for it.
    const cancelOpening = realPacer.after(OPEN_SERVER_MS, () => void server.store());
    closing.add(async () => cancelOpening());
    // What others write to the desk's database must not make who was sent away wait.
    const peopleServer = new DeskServer(access.postgresql, machineClock, isUp, { connect: 1_000, statement: 2_000 });
    closing.add(() => peopleServer.close());
    const people = await openDeskAccess({ server: () => peopleServer.store(), replica: store.local, clock: machineClock, pacer: realPacer, workstation: access.workstation });
    const rights = await composeAccess({
      profile: 'desk',
      dataDir: settings.dataDir,
      file: join(settings.dataDir, DESK_DATABASE),
      store,
      own: store.local,
      directory: people.directory,
      deskConfig: people.config,
      server: () => server.store(),
      vault,
      chain: store.origin,
      people: { ...profile, username },
      accountOwner: deskUserId(owner),
      workstation: access.workstation,
      callers,
      machineClock,
      restart: hooks.restart ?? null,
      engines: () => roles.running?.engines ?? null,
      liveBroker: () => liveBrokerOf(roles.running?.gateway?.state ?? null, settings.connections.settings.gateway),
      gateway: () => settings.connections.settings.gateway,
      backups: { store: store.local, restoreBan: () => NO_RESTORE, exporting: NO_EXPORT },
      told: hooks.told ?? null,
      tell: (problem) => notices.tell('error', problem),
    });
    closing.add(() => rights.close());
    const retention = await keepingTime({
      embedded: store.local,
      timeSeries,
      realtime,
      recordingsGigabytes: settings.recordings.maximumGigabytes,
      desk: { server: () => server.store(), maintainsServer: () => lease.state.mayTrade },
      machineClock,
      sealBeginning: rights.sealBeginning,
    });
    closing.add(() => retention.stop());
    const connections = await Connections.open({ inForce: settings.connections, vault, testers: connectionTesters, servers, desk, retention: () => retention.view(), runningGateway: () => (roles.running?.gateway?.state.kind === 'up' ? settings.connections.settings.gateway : null) });
    const foundation: Foundation = {
      run: randomUUID(),
      settings,
      autoplay: hooks.autoplay !== false,
      feed: hooks.feed ?? null,
      detectors: hooks.detectors ?? DETECTORS,
      limits: { ...INITIAL_LIMITS, ...hooks.limits },
      machineClock,
      store,
      own: store.local,
      profile,
      realtime,
      timeSeries,
      recordings,
      callers,
      notices,
      connections,
      servers,
      desk,
      takeOver: async () => {
        await lease.takeOver().catch((error: unknown) => {
          throw new ContractFailure({ code: 'conflict', message: error instanceof Error ? error.message : String(error) });
        });
      },
      tradingBan: () => roles.view().reason,
      accountKey,
      accountOwner: deskUserId(owner),
      workstation: access.workstation,
      recordedBars: timeSeries.kind === 'influxdb' ? recordedBars(store, profile.tickerIds) : null,
      practice: composeRefusedPractice({ machineClock, notices, own: store.local, profile, recordings, settings, store: store.local }, NO_PRACTICE),
      access: rights.parts,
      program: await composeProgram(hooks, settings.dataDir, recordings),
      windows: null,
      capital: null,
      practised: null,
    };
    const door = new SwitchingDoor();
    closing.add(async () => {
      door.switchTo(null);
      await roles.close();
      const isHandedOver = await Promise.race([store.relay.idle().then(() => true), wait(HANDING_OVER_MS).then(() => false)]);
      await lease.close(isHandedOver);
    });
    if (hooks.told) notices.tell(hooks.told.level, hooks.told.text);
    await firstAnswer(store);
    // Whoever comes first is asked by what the desk knows of its people, where that can be had.
    if (isUp()) await until(() => people.directory.state().readOnly === null);
    await roles.start({
      lease,
      store,
      door,
      me,
      notices,
      compose: { trading: () => composeTrading(foundation), watching: (changed) => composeWatching(foundation, changed) },
    });
    return {
      get engines() {
        const engines = roles.running?.engines ?? null;
        if (engines === null) throw new StartFailure(`this terminal does not trade now: ${roles.view().reason ?? 'it is changing over'}`);
        return engines;
      },
      host: (origin) => door.host(rights.parts.access.connect(origin)),
      onRevoked: (listener) => rights.parts.access.onRevoked(listener),
      sleeps: () => roles.sleeps(),
      woke: () => roles.woke(),
      close: () => closing.close(),
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** A desk whose database was never set up is set up first: its lease lies in it. */
async function firstAnswer({ relay }: DeskStore): Promise<void> {
  await until(() => relay.status().state !== 'connecting');
}

async function until(isSo: () => boolean): Promise<void> {
  const end = realPacer.now() + FIRST_ANSWER_MS;
  while (!isSo() && realPacer.now() < end) await wait(LOOK_MS);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
