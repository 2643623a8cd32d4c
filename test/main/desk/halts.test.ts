import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { DeskFollower } from '../../../src-main/desk/follower.ts';
import { HaltAnswering, type HaltAnsweringParts } from '../../../src-main/desk/halt-answering.ts';
import { HaltAsking, type HaltAskingParts } from '../../../src-main/desk/halt-asking.ts';
import { haltMessage, type HaltOutcome, type HaltRequest, readHaltMessage } from '../../../src-main/desk/halt-message.ts';
import type { Pacer } from '../../../src-main/market-data/session-pump.ts';
import { CHANNELS } from '../../../src-main/stores/realtime/key-families.ts';
import { createMemoryRealtimeStore } from '../../../src-main/stores/realtime/memory-store.ts';
import type { RealtimeStore } from '../../../src-main/stores/realtime/realtime-store.ts';
import { openRedisRealtimeStore } from '../../../src-main/stores/realtime/redis/redis-store.ts';
import { FakeRiskDesk } from '../../support/fake-risk-desk.ts';
import { KILL_RESULT } from '../../support/panels/risk-views.ts';
import { hasRedis, RedisServer } from '../../support/redis-server.ts';
import { allSent } from '../stores/realtime/all-sent.ts';
import { DESK_STATE } from '../stores/realtime/family-samples.ts';
import { ACCOUNT, machineClock, tradedSession, USER } from './traded-session.ts';

const ASKER = { userId: 'user_2', origin: 'window' };
const CHANNEL = CHANNELS.halts(ACCOUNT);
const TRADERS_TIME = 1_768_500_000_000;

/** Time that goes on when it is told to. */
class ManualPacer implements Pacer {
  #now = 0;
  readonly #due = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const waiting = { at: this.#now + delay, run };
    this.#due.add(waiting);
    return () => void this.#due.delete(waiting);
  }

  get isIdle(): boolean {
    return this.#due.size === 0;
  }

  async goOn(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#due].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#now = next.at;
      this.#due.delete(next);
      next.run();
      await settled();
    }
    this.#now = until;
  }
}

/** What is on its way within this process has arrived. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

interface Given {
  readonly asking?: Partial<HaltAskingParts>;
  readonly answering?: Partial<HaltAnsweringParts> | null;
  /** Whether the message arrives. */
  readonly passes?: (text: string) => boolean;
}

/** A workstation that trades in epoch 3 and one that watches it, over channels of this process. */
function desks({ asking, answering, passes = () => true }: Given = {}) {
  const memory = createMemoryRealtimeStore({ clock: machineClock });
  const sent: string[] = [];
  const store: RealtimeStore = {
    ...memory,
    kind: 'redis',
    publish(channel, text) {
      sent.push(text);
      if (passes(text)) memory.publish(channel, text);
    },
  };
  const pacer = new ManualPacer();
  const desk = new FakeRiskDesk();
  const done: (readonly [request: HaltRequest, outcome: HaltOutcome])[] = [];
  const trading =
    answering === null
      ? null
      : new HaltAnswering({ store, account: ACCOUNT, epoch: () => 3, machineClock: { now: () => TRADERS_TIME + pacer.now() }, desk, done: (...each) => done.push(each), ...answering });
  let ids = 0;
  const watching = new HaltAsking({
    store,
    account: ACCOUNT,
    workstation: 'desk-2',
    // It hears of the other four times a second.
    watched: { state: () => ({ ...DESK_STATE, toldAt: TRADERS_TIME + pacer.now() - (pacer.now() % 250) }), silence: () => pacer.now() % 250 },
    pacer,
    newId: () => `request-${(ids += 1)}`,
    ...asking,
  });
  return { store, memory, pacer, desk, done, trading, watching, sent };
}

function request(given: Partial<HaltRequest> = {}): HaltRequest {
  return { kind: 'request', id: 'by-hand', halt: { act: 'kill', flatten: false }, epoch: 3, time: TRADERS_TIME, workstation: 'desk-2', userId: 'user_2', origin: 'window', ...given };
}

test('a kill is done where the account is traded, before anything else happens there, and answered', async () => {
  const { desk, done, pacer, watching } = desks();
  const kill = watching.kill({ flatten: false }, ASKER);
  expect(await kill).toEqual(KILL_RESULT);
  expect(desk.asked).toMatchObject({ kill: 1, reduce: 0 });
  expect(done).toMatchObject([[{ id: 'request-1', halt: { act: 'kill', flatten: false }, workstation: 'desk-2', userId: 'user_2', origin: 'window' }, { act: 'kill' }]]);
  expect(pacer.isIdle).toBe(true);
});

test('reducing is asked for alike, and a refusal comes back as it was made', async () => {
  const { desk, watching } = desks();
  expect(await watching.reduce(ASKER)).toMatchObject({ state: 'REDUCING' });
  desk.reduce = () => Promise.reject(new ContractFailure({ code: 'conflict', message: 'the day is locked' }));
  await expect(watching.reduce(ASKER)).rejects.toMatchObject({ code: 'conflict', message: 'the day is locked' });
});

test.each(['request', 'answer'])('a lost %s is made good, and the kill is done once', async (kind) => {
  let lost = 0;
  const { desk, done, pacer, watching } = desks({
    passes(text) {
      if (readHaltMessage(text)?.kind !== kind || lost === 2) return true;
      lost += 1;
      return false;
    },
  });
  const kill = watching.kill({ flatten: true }, ASKER);
  await settled();
  await pacer.goOn(900);
  expect(await kill).toEqual(KILL_RESULT);
  expect(lost).toBe(2);
  expect(desk.asked.kill).toBe(1);
  expect(done).toHaveLength(1);
});

test('where nobody answers it fails within two seconds and says what to do', async () => {
  const { pacer, sent, watching } = desks({ answering: null });
  const kill = watching.kill({ flatten: false }, ASKER);
  const refused = expect(kill).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/^desk-1 did not answer within 2 seconds.* Go there: press the kill switch/) });
  await pacer.goOn(2_000);
  await refused;
  expect(new Set(sent.map((text) => readHaltMessage(text)).map((message) => message?.id))).toEqual(new Set(['request-1']));
  const count = sent.length;
  await pacer.goOn(10_000);
  expect(sent).toHaveLength(count);
});

test('what is old, of another lease, known or not understood is not done', async () => {
  const { desk, memory, pacer } = desks();
  await pacer.goOn(60_000);
  const tell = async (text: string): Promise<void> => {
    memory.publish(CHANNEL, text);
    await settled();
  };
  const now = TRADERS_TIME + pacer.now();
  for (const rubbish of ['', '{', '{"kind":"request"}', '[]', JSON.stringify({ ...request({ time: now }), halt: { act: 'resume' } })]) await tell(rubbish);
  await tell(haltMessage(request({ time: now - 5_001 })));
  await tell(haltMessage(request({ time: now, epoch: 2 })));
  await tell(haltMessage(request({ time: now, epoch: 4 })));
  expect(desk.asked.kill).toBe(0);
  await tell(haltMessage(request({ time: now - 4_999 })));
  await tell(haltMessage(request({ time: now })));
  expect(desk.asked.kill).toBe(1);
});

test.each([3_600_000, -3_600_000])('clocks of two machines need not agree: the one who watches is %s ms ahead', async (ahead) => {
  const store = createMemoryRealtimeStore({ clock: machineClock });
  const pacer = new ManualPacer();
  const follower = new DeskFollower({ store, account: ACCOUNT, user: USER, machineClock: { now: () => TRADERS_TIME + ahead + pacer.now() }, pacer });
  const { desk, watching } = desks({ asking: { watched: follower, pacer }, answering: { machineClock: { now: () => TRADERS_TIME + pacer.now() } } });
  const tell = () => store.set('deskState', { account: ACCOUNT }, { ...DESK_STATE, toldAt: TRADERS_TIME + pacer.now() });
  tell();
  await follower.start();
  await watching.kill({ flatten: false }, ASKER);
  expect(desk.asked.kill).toBe(1);
  for (let look = 0; look < 3; look += 1) {
    tell();
    await pacer.goOn(3_000);
  }
  await watching.kill({ flatten: false }, ASKER);
  expect(desk.asked.kill).toBe(2);
  follower.close();
});

test('without Redis, and before anybody was heard of, the refusal says so', async () => {
  const memory = createMemoryRealtimeStore({ clock: machineClock });
  const alone = desks({ asking: { store: memory } });
  await expect(alone.watching.kill({ flatten: false }, ASKER)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('no Redis') });
  const unheard = desks({ asking: { watched: { state: () => null, silence: () => null } } });
  const kill = expect(unheard.watching.kill({ flatten: false }, ASKER)).rejects.toMatchObject({ message: expect.stringContaining('is heard of') });
  await unheard.pacer.goOn(2_000);
  await kill;
  expect(unheard.sent).toEqual([]);
});

test('a terminal that stops watching leaves nobody waiting, and one that stops trading does nothing more', async () => {
  const { desk, memory, trading, watching } = desks({ passes: () => false });
  const kill = expect(watching.kill({ flatten: false }, ASKER)).rejects.toMatchObject({ code: 'unavailable' });
  watching.close();
  await kill;
  trading?.close();
  memory.publish(CHANNEL, haltMessage(request()));
  await settled();
  expect(desk.asked.kill).toBe(0);
});

describe.skipIf(!hasRedis('a halt over Redis'))('over Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  test('a kill reaches the one who trades, who is seen halted', async () => {
    const stores = [0, 1].map(() => openRedisRealtimeStore({ access: server.access, clock: machineClock, random: Math.random }));
    const [tradingStore, watchingStore] = stores;
    if (tradingStore === undefined || watchingStore === undefined) throw new Error('two stores');
    await Promise.all(stores.map((store) => allSent(store, server)));
    const pacer: Pacer = {
      now: () => performance.now(),
      after(delay, run) {
        const timer = setTimeout(run, delay);
        return () => clearTimeout(timer);
      },
    };
    const desk = new FakeRiskDesk();
    const session = await tradedSession(tradingStore, { risk: desk });
    const trading = new HaltAnswering({ store: tradingStore, account: ACCOUNT, epoch: () => 3, machineClock, desk, done: () => undefined });
    const follower = new DeskFollower({ store: watchingStore, account: ACCOUNT, user: USER, machineClock, pacer });
    const watching = new HaltAsking({ store: watchingStore, account: ACCOUNT, workstation: 'desk-2', watched: follower, pacer, newId: () => 'request-1' });
    const beats = setInterval(() => session.publisher.beat(), 250);
    try {
      await follower.start();
      await vi.waitFor(() => expect(follower.risk.view()?.state).toBe('ACTIVE'), { timeout: 10_000 });
      expect(await watching.kill({ flatten: false }, ASKER)).toEqual(KILL_RESULT);
      expect(desk.asked.kill).toBe(1);
      await vi.waitFor(() => expect(follower.risk.view()?.state).toBe('HALTED'), { timeout: 10_000 });
    } finally {
      clearInterval(beats);
      watching.close();
      trading.close();
      follower.close();
      session.publisher.close('saved');
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
