import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { flatClock } from '../../src-core/calendar/expiry-clock.ts';
import type { OrderId } from '../../src-core/orders/order.ts';
import { realPacer } from '../../src-main/composition/real-pacer.ts';
import { IbkrFeed } from '../../src-main/ibkr/feed/ibkr-feed.ts';
import { STALE_AFTER_MS } from '../../src-main/ibkr/feed/stale-rule.ts';
import { GatewayLink } from '../../src-main/ibkr/gateway-link.ts';
import { connectWire } from '../../src-main/ibkr/wire/wire.ts';
import { Market } from '../../src-main/market-data/market.ts';
import { SeededRandom } from '../../src-main/market-data/random.ts';
import { createBrokerJournal } from '../../src-main/stores/relational/broker/broker-journal.ts';
import { ensureLocalProfile } from '../../src-main/stores/relational/local-profile.ts';
import { createSessionRepository } from '../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../src-main/stores/relational/trading/trading-journal.ts';
import type { TradingJournal } from '../../src-main/trading/journal.ts';
import { TestDirectory } from '../main/stores/test-store.ts';
import { DATE, SESSION, TEN } from '../main/trading/trading-fixture.ts';
import { quantile, rounded } from '../support/figures.ts';
import { DayClock, untilSo } from '../support/suites/day-clock.ts';
import { startProcess } from '../support/suites/faults/our-process.ts';
import { suiteContracts } from '../support/suites/standin-broker-world.ts';
import { restingRequest } from '../support/suites/suite-requests.ts';
import { PAPER_ACCOUNT } from '../support/tws/account.ts';
import { SocketWatch } from './broker/socket-watch.ts';
import type { Answered, Asked } from './broker/standin-thread.ts';

const QUOTES_PER_SECOND = 1_000;
const ORDERS = 600;
const WARM = 60;
const STRIKE = 601;
/** Milliseconds between two orders: as many as the gateway's limit of messages lets through beside all else. */
const APART = { least: 20, most: 60 };
/** How long the gateway is not there in each of its restarts. */
const DOWN_MS = [100, 1_000, 3_000, 8_000];
/** Market time goes on in steps, as the program's pump lets it. */
const STEP_MS = 25;

/**
 * An order from the call to the socket, an execution from the socket to the books, and a restart of the gateway to the
 * next order that may be placed: at the stand-in in a thread of its own, with quotes coming in over the same socket, and
 * with books in SQLite as durable as the program's own.
 */
export async function run(): Promise<Record<string, number>> {
  const clock = new DayClock();
  const thread = new StandInThread();
  const { port } = await thread.listening();
  const watch = new SocketWatch(port);
  const directory = new TestDirectory();
  const store = await directory.open();
  const profile = await ensureLocalProfile(store, 'trader', randomUUID);
  await createSessionRepository(store).save({ id: randomUUID(), date: DATE, feed: { kind: 'simulated', detail: '' }, seed: 1, now: TEN, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null });
  const onDisk = new Map<OrderId, number>();
  const lookedFor: number[] = [];
  const journal = timed(createTradingJournal(store, { userId: profile.userId, accountId: profile.accountId }), onDisk, lookedFor);
  const link = new GatewayLink({ address: { host: '127.0.0.1', port, clientId: 17, account: '' }, clock, pacer: realPacer, connect: connectWire });
  const notices: string[] = [];
  const { orders, desk, contracts, close } = await startProcess({
    gateway: link,
    clientId: 17,
    journal: Object.assign(journal, { broker: createBrokerJournal(store, profile.accountId) }),
    clock,
    pacer: realPacer,
    account: PAPER_ACCOUNT.id,
    contracts: suiteContracts(),
    notice: (text) => void notices.push(text),
  });
  const feed = new IbkrFeed({ gateway: link, contracts, session: SESSION, clock, pacer: realPacer, address: { host: '127.0.0.1', port, account: '' }, lines: 100 });
  const market = new Market({ session: SESSION, clock: flatClock(SESSION), rate: 0.04, quoting: 'changes', staleAfterMs: STALE_AFTER_MS });
  let stepped = 0;
  const step = setInterval(() => {
    const now = clock.now();
    if (feed.nextTime() === null) return;
    feed.advance(now, market);
    market.price(now);
    stepped += 1;
  }, STEP_MS);
  try {
    await untilSo(() => desk.ban() === null && feed.marketDataView().lines.used === 100, 20_000);
    await slept(1_000);
    const began = { at: performance.now(), quotes: await thread.quotes() };
    const times = { toDisk: [] as number[], toWire: [] as number[], fromDisk: [] as number[], toBooks: [] as number[] };
    const random = new SeededRandom(1);
    for (let number = 0; number < WARM + ORDERS; number += 1) {
      await slept(APART.least + random.uniform() * (APART.most - APART.least));
      const request = restingRequest({ expiry: DATE, strike: STRIKE }, ([1, 2, 4] as const)[number % 3] ?? 1, 1);
      const written = watch.written(request.id);
      const asked = performance.now();
      const placed = orders.place(request);
      const wire = await written;
      await placed;
      await untilSo(() => orders.order(request.id)?.state === 'ACCEPTED');
      await slept(5);
      const arrived = watch.arrived(request.id);
      const booked = new Promise<number>((resolve) => {
        const end = orders.subscribe(({ orders: changed }) => {
          if (!changed.some(({ id, state }) => id === request.id && state === 'FILLED')) return;
          end();
          resolve(performance.now());
        });
      });
      thread.ask({ kind: 'fill', reference: request.id });
      const [came, books] = [await arrived, await booked];
      if (number < WARM) continue;
      times.toWire.push(wire - asked);
      const disk = onDisk.get(request.id) ?? Number.NaN;
      times.toDisk.push(disk - asked);
      times.fromDisk.push(wire - disk);
      times.toBooks.push(books - came);
    }
    const seconds = (performance.now() - began.at) / 1_000;
    const quotes = ((await thread.quotes()) - began.quotes) / seconds;
    const recoveries: number[] = [];
    for (const downMs of DOWN_MS) recoveries.push(await recovery(thread, downMs, () => desk.ban()));
    if (notices.some((text) => text.startsWith('error'))) console.error(notices.filter((text) => text.startsWith('error')).slice(0, 5).join('\n'));
    return {
      orders: times.toWire.length,
      'quotes a second': rounded(quotes),
      'steps of the market': stepped,
      ...figures('one sync of the books’ disk', syncTimes(directory.path)),
      ...figures('order to wire', times.toWire),
      ...figures('order to intent on disk', times.toDisk),
      ...figures('of it the look for an older order of its id', lookedFor.slice(WARM)),
      ...figures('intent on disk to wire', times.fromDisk),
      ...figures('execution to books', times.toBooks),
      ...Object.fromEntries(recoveries.map((took, at) => [`gateway down ${(DOWN_MS[at] ?? 0) / 1_000} s, listening to reconciled, s`, rounded(took / 1_000, 2)])),
    };
  } finally {
    clearInterval(step);
    feed.close();
    await close();
    await link.close();
    watch.close();
    await thread.end();
    await directory.remove();
  }
}

function figures(what: string, times: readonly number[]): Record<string, number> {
  return { [`${what}, p50 ms`]: rounded(quantile(times, 0.5), 3), [`${what}, p99 ms`]: rounded(quantile(times, 0.99), 3), [`${what}, most ms`]: rounded(Math.max(...times), 3) };
}

/** What the disk itself takes to make one page durable: the least that an intent or a fill can take. TMPDIR says where the books are. */
function syncTimes(directory: string): readonly number[] {
  const file = openSync(join(directory, 'sync'), 'w');
  const page = Buffer.alloc(4_096);
  const times = Array.from({ length: 300 }, () => {
    const began = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  return times;
}

/** Milliseconds from the moment at which the gateway listens again to that at which orders are taken again. */
async function recovery(thread: StandInThread, downMs: number, ban: () => string | null): Promise<number> {
  const listening = thread.listening();
  thread.ask({ kind: 'restart', downMs });
  await untilSo(() => ban() !== null);
  const { at } = await listening;
  await untilSo(() => ban() === null, 60_000);
  return performance.timeOrigin + performance.now() - at;
}

/** Notes when an order's intent was on disk, and what it took to look whether its id was used in an earlier session. */
function timed(journal: TradingJournal, onDisk: Map<OrderId, number>, lookedFor: number[]): TradingJournal {
  return {
    ...journal,
    async hasOrder(id) {
      const began = performance.now();
      const has = await journal.hasOrder(id);
      lookedFor.push(performance.now() - began);
      return has;
    },
    async write(records) {
      await journal.write(records);
      const at = performance.now();
      for (const record of records) if (record.kind === 'order' && record.order.state === 'SUBMITTED') onDisk.set(record.order.id, at);
    },
  };
}

function slept(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The stand-in in its thread. */
class StandInThread {
  readonly #worker = new Worker(new URL('./broker/standin-thread.ts', import.meta.url), { workerData: { quotesPerSecond: QUOTES_PER_SECOND } });

  ask(asked: Asked): void {
    this.#worker.postMessage(asked);
  }

  async quotes(): Promise<number> {
    const answer = this.#next('quotes');
    this.ask({ kind: 'quotes' });
    return (await answer).count;
  }

  listening(): Promise<Extract<Answered, { kind: 'listening' }>> {
    return this.#next('listening');
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #next<Kind extends Answered['kind']>(kind: Kind): Promise<Extract<Answered, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      const hear = (answer: Answered): void => {
        if (!isOf(answer, kind)) return;
        this.#worker.off('message', hear);
        resolve(answer);
      };
      this.#worker.on('message', hear);
      this.#worker.once('error', reject);
    });
  }
}

function isOf<Kind extends Answered['kind']>(answer: Answered, kind: Kind): answer is Extract<Answered, { kind: Kind }> {
  return answer.kind === kind;
}
