import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import { newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import type { PracticeScore } from '../../src-core/contract/practice.ts';
import type { PositionsView } from '../../src-core/contract/schemas.ts';
import { subtract } from '../../src-core/money.ts';
import { limitsFrom, type RiskLimits } from '../../src-core/risk/limits.ts';
import { ReplayFeed } from '../market-data/replay-feed.ts';
import type { Engines } from '../operations/engines.ts';
import { Notices } from '../operations/notices.ts';
import { accountState } from '../operations/views/account-state.ts';
import { positionsView } from '../operations/views/positions-view.ts';
import type { PractisedDay, PractisedDayRequest } from '../practice/practised-day.ts';
import { programFiles } from '../program-files.ts';
import { createMemoryRealtimeStore } from '../stores/realtime/memory-store.ts';
import { ensureLocalProfile } from '../stores/relational/local-profile.ts';
import { openLocalStore } from '../stores/relational/sqlite/local-store.ts';
import { Closing } from './closing.ts';
import type { Composition, Foundation } from './foundation.ts';
import { pastTimeSeries } from './past-time-series.ts';
import { scoreOf } from './practice-score.ts';
import { SETTLE_AFTER_MS } from './session-milestones.ts';
import { composeTrading } from './trading.ts';

/** Below the data directory; what is in it is of no use to another start. */
const FOLDER = 'practice';
const ACCOUNT = 'PRACTICE';
/** What was asked at a day's door is still noted in its books then. */
const GRACE_MS = 250;

/** What a practised day takes over from the terminal whose windows are before it. */
export interface PractisedDayParts {
  readonly foundation: Foundation;
  /** Of the terminal's own session: practice is held to the same. */
  readonly engines: Engines;
}

/** Nothing of an earlier program's practice is left: it was not ended, and so it is not kept. */
export function clearPractice(dataDir: string): void {
  rmSync(join(dataDir, FOLDER), { recursive: true, force: true });
}

/**
 * A whole terminal on a recorded day: its own books in a database of its own, the limits of the real account, the windows'
 * settings, and of the real time series what lies before that day. Nothing it does reaches the real books. Throws
 * StartFailure where the day cannot be played.
 */
export async function composePractisedDay({ foundation: real, engines: own }: PractisedDayParts, request: PractisedDayRequest): Promise<PractisedDay> {
  const { recording, at, capital, name } = request;
  const { settings } = real;
  const { migrations, sqliteWorker } = programFiles();
  const directory = join(settings.dataDir, FOLDER, randomUUID());
  const closing = new Closing();
  closing.add(async () => rmSync(directory, { recursive: true, force: true }));
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const store = await openLocalStore({ directory, migrations: migrations.sqlite, sqliteWorker, clock: real.machineClock, restoreBackup: false });
    closing.add(() => store.close());
    const realtime = createMemoryRealtimeStore({ clock: real.machineClock });
    closing.add(() => realtime.close());
    // The same person: who asks at its door is known in its books.
    const ids = [real.profile.userId];
    const profile = await ensureLocalProfile(store, userInfo().username, () => ids.pop() ?? randomUUID());
    const feed = new ReplayFeed(recording);
    let running: Composition | null = null;
    const foundation: Foundation = {
      ...real,
      settings: { ...settings, feed: { kind: 'replay', path: name }, date: null, seed: null, start: at === null ? null : newYorkClock(at), speed: null },
      autoplay: false,
      feed,
      limits: limitsInForce(own),
      store,
      own: store,
      windows: own.settings,
      profile: { ...profile, accountNumber: ACCOUNT },
      realtime,
      timeSeries: pastTimeSeries(real.timeSeries, newYorkTime(recording.date, '00:00')),
      notices: new Notices({ now: () => (running?.clock ?? real.machineClock).now() }),
      recordedBars: null,
      accountKey: `${userInfo().username}/${ACCOUNT}`,
      accountOwner: profile.userId,
      capital,
      // Of this composition: who looks at another one begins afresh.
      practised: { id: randomUUID(), recording: name },
    };
    running = await composeTrading(foundation);
    const { clock, door, engines, close } = running;
    if (engines === null) throw new Error('a trading composition has engines');
    closing.add(() => close('saved'));
    const { market, orders, pump, session } = engines;
    const from = clock.now();
    const positions = (): PositionsView => positionsView(accountState(engines), clock.now(), market.clock.label);
    let ending: Promise<void> | null = null;
    const end = (): Promise<void> => (ending ??= wait(GRACE_MS).then(() => closing.close()));
    return {
      door,
      session,
      from,
      recordedFrom: feed.description.from,
      recordedTo: feed.description.to,
      end: session.lastTrade + SETTLE_AFTER_MS,
      now: () => clock.now(),
      ended: () => pump.ended,
      isPaused: () => pump.paused,
      pause: () => pump.pause(),
      runTo: (time) => pump.runTo(time),
      standing() {
        const { netLiquidationMid } = positions().account;
        return {
          traded: orders.orders().length > 0,
          net: netLiquidationMid === null ? null : subtract(netLiquidationMid, capital),
          trades: orders.trades().filter(({ openedQuantity }) => openedQuantity > 0).length,
        };
      },
      async score(): Promise<PracticeScore> {
        const standing = positions();
        const events = await engines.risk.events({ offset: 0, limit: 200 });
        await close('saved');
        return scoreOf({ store, accountId: profile.accountId, recording, session, orders: orders.orders(), standing, events: events.events, capital, from, to: clock.now() });
      },
      close: end,
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

function limitsInForce({ risk }: Engines): RiskLimits {
  const inForce = new Map(risk.limits().limits.map(({ name, value }) => [name, value]));
  return limitsFrom((name) => {
    const value = inForce.get(name);
    if (value === undefined) throw new Error(`the account has no limit ${name}`);
    return value;
  });
}
