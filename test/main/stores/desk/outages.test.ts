import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { compareBooks } from '../../../support/compare-books.ts';
import { PostgresProcess, postgresBinaries } from '../../../support/postgres-process.ts';
import { DeskDirectory } from './desk-directory.ts';
import { deskJournal, trade } from './filled-orders.ts';

const binaries = postgresBinaries('outages of the desk’s database');

describe.skipIf(binaries === null)('a database that goes away', () => {
  let server: PostgresProcess;
  let directory: DeskDirectory;
  let url: string;
  let databases = 0;
  let next = 23;
  beforeAll(async () => {
    server = await PostgresProcess.start(binaries ?? '');
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    databases += 1;
    url = await server.createDatabase(`books_${databases}`);
    directory = new DeskDirectory(url);
  });
  afterEach(async () => {
    server.continue();
    await server.run();
    await directory.remove();
  });

  test('killed in the midst of its work again and again, has everything once and in order', async () => {
    const store = await directory.open();
    const journal = await deskJournal(store);
    let number = 0;
    for (let round = 0; round < 4; round += 1) {
      await trade(journal, number + 1, number + 15);
      number += 15;
      // Not after it has caught up.
      await server.kill();
      await trade(journal, number + 1, number + 5);
      number += 5;
      await server.run();
    }
    await store.relay.idle();
    expect(await compareBooks(directory.file, url, true)).toEqual([]);
    expect(store.relay.status()).toMatchObject({ state: 'connected', backlog: 0 });
  }, 60_000);

  test('stopped, is given up in time and shown as down, and no commit waits for it', async () => {
    const store = await directory.open();
    const journal = await deskJournal(store);
    await store.relay.idle();
    const measured: Record<string, readonly number[]> = {};
    const timed = async (what: string, from: number): Promise<void> => {
      const took: number[] = [];
      for (let number = from; number < from + 150; number += 1) {
        const began = performance.now();
        await trade(journal, number, number);
        took.push((performance.now() - began) / 2);
      }
      measured[what] = took.toSorted((left, right) => left - right);
    };
    await timed('up', 1);
    server.pause();
    const paused = performance.now();
    await timed('stopped', 151);
    await vi.waitFor(() => expect(store.relay.status().state).toBe('down'), { timeout: 5_000, interval: 10 });
    expect(performance.now() - paused).toBeLessThan(5_000);
    server.continue();
    await store.relay.idle();
    await server.kill();
    await timed('down', 301);
    expect(store.relay.status().backlog).toBeGreaterThanOrEqual(300);
    await server.run();
    await store.relay.idle();
    expect(await compareBooks(directory.file, url, true)).toEqual([]);
    for (const [what, took] of Object.entries(measured)) {
      const [median = 0, high = 0, worst = 0] = [took[75], took[148], took[149]];
      process.stdout.write(`commit() with the server ${what}: median ${median.toFixed(1)} ms, p99 ${high.toFixed(1)} ms, longest ${worst.toFixed(1)} ms\n`);
      expect(high).toBeLessThan(200);
    }
  }, 60_000);

  test('kept in step with, has a change before it counts; stopped, it is waited for once, a moment, and again when it is back', async () => {
    const store = await directory.open();
    const journal = await deskJournal(store);
    await store.relay.idle();
    store.keepInStep(true);
    const orders = async (): Promise<unknown> => (await server.query(url, 'SELECT count(*)::int AS n FROM order_packages'))[0]?.['n'];
    await trade(journal, 1, 3);
    expect(await orders()).toBe(3);
    server.pause();
    const took: number[] = [];
    for (let number = 4; number <= 23; number += 1) {
      const began = performance.now();
      await trade(journal, number, number);
      took.push(performance.now() - began);
    }
    // An order is two changes, of which the first waits its moment.
    expect(took.filter((each) => each > 150)).toHaveLength(1);
    expect(Math.max(...took)).toBeLessThan(250);
    server.continue();
    await store.relay.idle();
    await vi.waitFor(async () => {
      await trade(journal, (next += 1), next);
      expect(await orders()).toBe(next);
    });
    expect(await compareBooks(directory.file, url, true)).toEqual([]);
  }, 30_000);

  test('dropped and made anew, is built and filled again', async () => {
    const store = await directory.open();
    store.setEpoch(1);
    const journal = await deskJournal(store);
    await trade(journal, 1, 30);
    await store.relay.idle();
    await server.recreateDatabase(`books_${databases}`);
    await trade(journal, 31, 35);
    await store.relay.idle();
    expect(await compareBooks(directory.file, url, true)).toEqual([]);
    // While nothing is written.
    await server.recreateDatabase(`books_${databases}`);
    await vi.waitFor(async () => expect(await compareBooks(directory.file, url, true)).toEqual([]), { timeout: 15_000, interval: 200 });
  }, 60_000);

  test('a stopped server keeps nobody from ending, and what it has not stays', async () => {
    const store = await directory.open();
    await trade(await deskJournal(store), 1, 2);
    await store.relay.idle();
    server.pause();
    await trade(await deskJournal(store), 3, 3);
    const began = performance.now();
    await store.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    server.continue();
    const again = await directory.open();
    await again.relay.idle();
    expect(await compareBooks(directory.file, url, true)).toEqual([]);
  });

  test('a take-over of 10,000 orders is quick', async () => {
    const store = await directory.open();
    await trade(await deskJournal(store), 1, 1);
    await store.relay.idle();
    // The same order ten thousand times over, each under its own ids.
    await server.query(url, manyOrders(10_000));
    const other = new DeskDirectory(url);
    try {
      const taking = await other.open();
      await taking.relay.caughtUp();
      const [began, busy] = [performance.now(), process.cpuUsage()];
      expect(await taking.pull()).toBe('pulled');
      const took = performance.now() - began;
      const { user, system } = process.cpuUsage(busy);
      const worked = (user + system) / 1_000;
      process.stdout.write(`a pull of 10,000 orders took ${took.toFixed(0)} ms, of which this process worked ${worked.toFixed(0)} ms\n`);
      expect(await compareBooks(other.file, url)).toEqual([]);
      const again = performance.now();
      expect(await taking.pull()).toBe('pulled');
      process.stdout.write(`and one in the place of 10,000 orders ${(performance.now() - again).toFixed(0)} ms\n`);
      // What others do on the machine does not count.
      expect(worked).toBeLessThan(6_000);
    } finally {
      await other.remove();
    }
  }, 60_000);
});

function manyOrders(count: number): string {
  const id = (column: string): string => `md5(${column}::text || n)::uuid`;
  const columns = (names: string, changed: Readonly<Record<string, string>>): string =>
    names.split(' ').map((name) => changed[name] ?? `t.${name}`).join(', ');
  const copy = (table: string, names: string, changed: Readonly<Record<string, string>>): string =>
    `INSERT INTO ${table} (${names.split(' ').join(', ')}) SELECT ${columns(names, changed)} FROM ${table} t, generate_series(2, ${count}) n`;
  return [
    copy('trades', 'id user_id account_id ticker_id strategy_type trade_type status opened_at legs opened_quantity closed_quantity open_cost close_cost optimistic_cost pessimistic_cost session_id created_at updated_at', { id: id('t.id') }),
    copy('trade_legs', 'id trade_id leg_order action option_symbol quantity avg_fill_price status filled_quantity remaining_quantity created_at updated_at', { id: id('t.id'), trade_id: id('t.trade_id') }),
    copy('order_packages', 'id account_id sequence trade_id ticker_id legs quantity order_type limit_price time_in_force source closing state triggered filled_quantity filled_net_total created_at updated_at session_id', { id: `${id('t.id')}::text`, sequence: 'n', trade_id: id('t.trade_id') }),
    copy('orders', 'id trade_leg_id order_type action quantity limit_price status filled_quantity avg_fill_price submitted_at filled_at created_at updated_at package_id', { id: id('t.id'), trade_leg_id: id('t.trade_leg_id'), package_id: `${id('t.package_id')}::text` }),
    copy('order_history', 'package_id step time state event', { package_id: `${id('t.package_id')}::text` }),
    copy('fills', 'id package_id time packages net evidence', { id: 't.id || n', package_id: `${id('t.package_id')}::text` }),
    copy('fill_legs', 'fill_id leg_order symbol action quantity price', { fill_id: 't.fill_id || n' }),
    copy('ledger_transactions', 'account_id id time cause trade_id', { id: 't.id || n', trade_id: id('t.trade_id') }),
    copy('ledger_entries', 'account_id transaction_id line ledger_account amount symbol quantity price', { transaction_id: 't.transaction_id || n' }),
  ].join('; ');
}
