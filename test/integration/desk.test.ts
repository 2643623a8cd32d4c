import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ContractClient } from '../../src-core/contract/client.ts';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import type { StreamName, StreamValueOf } from '../../src-core/contract/streams.ts';
import { fromDollars } from '../../src-core/money.ts';
import { builtProgram } from '../support/built-program.ts';
import { DeskServers, hasDeskServers } from '../support/chaos/desk-servers.ts';
import { compareBooks } from '../support/compare-books.ts';
import { DeskHand } from '../support/chaos/desk-hand.ts';
import { TerminalProcess } from '../support/terminal-process.ts';

const PATIENT = { timeout: 10_000, interval: 50 };
const FLAGS = ['--date', '2026-11-20', '--start', '11:00', '--seed', '1'];

describe.skipIf(!hasDeskServers('a desk of two workstations'))('a desk of two workstations', () => {
  let servers: DeskServers;
  const directories: string[] = [];
  const running = new Set<TerminalProcess>();
  beforeAll(async () => {
    builtProgram();
    servers = await DeskServers.start();
  }, 60_000);
  afterEach(async () => {
    await Promise.all([...running].map((terminal) => terminal.kill()));
    running.clear();
  });
  afterAll(async () => {
    await servers.stop();
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });

  const directory = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'desk-'));
    directories.push(made);
    return made;
  };
  const start = async (name: string, dataDir: string, flags = FLAGS): Promise<{ terminal: TerminalProcess; client: ContractClient }> => {
    const terminal = await TerminalProcess.start({ dataDir, flags, env: servers.environment(name) });
    running.add(terminal);
    return { terminal, client: await terminal.connect() };
  };
  const until = <Name extends StreamName>(client: ContractClient, name: Name, will: (value: StreamValueOf<Name>) => boolean): Promise<StreamValueOf<Name>> =>
    new Promise((resolve, reject) => {
      const end = client.subscribe(name, {} as never, {
        next: (value) => {
          if (!will(value)) return;
          end();
          resolve(value);
        },
        error: reject,
      });
    });
  const roleIs = (role: string) => (session: SessionView) => session.desk?.role === role;

  test('one trades at once on an empty desk, and everything it does is with PostgreSQL', async () => {
    const home = directory();
    const { terminal, client } = await start('ALPHA', home);
    const session = await until(client, 'session', roleIs('trading'));
    expect(session).toMatchObject({ profile: 'desk', desk: { workstation: 'ALPHA', role: 'trading', epoch: 1, reason: null } });
    await until(client, 'session', ({ servers: all }) => all.length === 3 && all.every(({ state, backlog }) => state === 'connected' && backlog === 0));
    client.close();
    expect(await terminal.stop()).toBe(0);
    expect(await compareBooks(join(home, 'desk.sqlite'), servers.postgresUrl)).toEqual([]);
  }, 60_000);

  test('another watches it live, takes over within ten seconds when it dies, and no order is lost or sent twice', async () => {
    const [first, second] = [directory(), directory()];
    const alpha = await start('ALPHA', first);
    const trading = await until(alpha.client, 'session', roleIs('trading'));
    const bravo = await start('BRAVO', second);
    const watching = await until(bravo.client, 'session', roleIs('watching'));
    expect(watching).toMatchObject({ date: trading.date, desk: { holder: 'ALPHA', epoch: trading.desk?.epoch, reason: 'ALPHA trades desk/PAPER-1; this terminal watches' } });
    await until(alpha.client, 'session', ({ desk }) => desk?.others.includes('BRAVO') === true);
    await until(bravo.client, 'session', ({ desk }) => desk?.standsBy === true);

    const hand = new DeskHand(alpha.client);
    const placed = await hand.placeCondor();
    const seen = await until(bravo.client, 'orders', (orders) => orders.some(({ id, state }) => id === placed.id && state === 'FILLED'));
    expect(seen.find(({ id }) => id === placed.id)?.history.length).toBeGreaterThan(1);
    const positions = await until(bravo.client, 'positions', ({ packages }) => packages.some(({ tradeId }) => tradeId === placed.tradeId));
    expect(positions.account.number).toBe('PAPER-1');
    await expect(bravo.client.call('orders.place', { ...hand.ticket(), id: crypto.randomUUID() })).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('ALPHA trades') });
    await expect(bravo.client.call('desk.takeOver', {})).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('is heard of') });

    // The last order is acknowledged a moment before the power goes. One like it within two seconds would be taken for a slip.
    await until(alpha.client, 'session', ({ now }) => now > placed.createdAt + 2_000);
    const last = await alpha.client.call('orders.place', { ...hand.ticket(), id: crypto.randomUUID() });
    const died = performance.now();
    await alpha.terminal.kill();
    const session = await until(bravo.client, 'session', roleIs('trading'));
    const seconds = (performance.now() - died) / 1_000;
    expect(seconds).toBeLessThan(10);
    expect(session.desk).toMatchObject({ holder: 'BRAVO', epoch: (trading.desk?.epoch ?? 0) + 1 });
    const taken = await until(bravo.client, 'orders', (orders) => orders.length >= 2);
    expect(taken.map(({ id }) => id)).toEqual(expect.arrayContaining([placed.id, last.id]));
    await until(bravo.client, 'session', ({ now }) => now > last.createdAt + 2_000);
    expect(await new DeskHand(bravo.client).placeCondor()).toMatchObject({ sequence: last.sequence + 1 });

    const again = await start('ALPHA', first);
    expect((await until(again.client, 'session', roleIs('watching'))).desk?.holder).toBe('BRAVO');
    await until(again.client, 'orders', (orders) => orders.length >= 3);
    for (const { client, terminal } of [again, bravo]) {
      await until(client, 'session', ({ servers: all }) => all.every(({ backlog }) => backlog === 0));
      client.close();
      expect(await terminal.stop()).toBe(0);
    }
    expect(await compareBooks(join(second, 'desk.sqlite'), servers.postgresUrl)).toEqual([]);
  }, 90_000);

  test('its risk is watched, it is halted from elsewhere, and who takes it over stays halted, with its limits, exits and alerts', async () => {
    await Promise.all([servers.postgres.recreateDatabase('desk'), servers.redis.empty()]);
    const home = directory();
    const alpha = await start('ALPHA', home);
    await until(alpha.client, 'session', roleIs('trading'));
    const bravo = await start('BRAVO', directory());
    await until(bravo.client, 'session', roleIs('watching'));
    await until(bravo.client, 'session', ({ desk }) => desk?.standsBy === true);
    const hand = new DeskHand(alpha.client);
    const { tradeId } = await hand.placeCondor();
    await until(alpha.client, 'orders', (orders) => orders.some((order) => order.tradeId === tradeId && order.state === 'FILLED'));
    const plan = { target: null, stop: { unit: 'percent', value: 90 }, trailing: null, at: null, minutesBeforeEnd: null } as const;
    await alpha.client.call('exits.set', { tradeId, plan });
    await alpha.client.call('limits.set', { changes: [{ name: 'max_positions', value: 7 }] });
    const rule = { id: crypto.randomUUID(), name: 'above a dollar', condition: { kind: 'price', ticker: 'SPY', when: 'at_or_above', threshold: 1 }, severity: 'medium', enabled: true, repeat: { kind: 'once' } } as const;
    await alpha.client.call('alerts.setRule', { rule });
    const ticket = hand.ticket();
    const resting = await alpha.client.call('orders.place', { ...ticket, id: crypto.randomUUID(), legs: ticket.legs.slice(3), terms: { type: 'limit', limit: fromDollars(0.01) } });
    expect(resting).toMatchObject({ open: true });

    const seen = await until(bravo.client, 'risk', ({ measures }) => measures?.book.positions === 1);
    expect(seen).toMatchObject({ state: 'ACTIVE', locked: false });
    await until(bravo.client, 'expiry', ({ legs }) => legs.length === 4);
    await until(bravo.client, 'exits', (exits) => exits.some((exit) => exit.tradeId === tradeId && exit.plan.stop?.value === 90));
    await until(bravo.client, 'alertRules', (rules) => rules.some(({ id }) => id === rule.id));
    const [alert] = await until(bravo.client, 'alerts', (alerts) => alerts.some(({ title }) => title === rule.name));
    expect((await bravo.client.call('alerts.list', {})).alerts).toContainEqual(alert);
    await vi.waitFor(async () => expect(await bravo.client.call('limits.get', {})).toEqual(await alpha.client.call('limits.get', {})), PATIENT);
    for (const refused of [
      bravo.client.call('limits.set', { changes: [{ name: 'max_positions', value: 6 }] }),
      bravo.client.call('exits.set', { tradeId, plan }),
      bravo.client.call('risk.flatten', {}),
      bravo.client.call('alerts.acknowledge', { ids: [alert?.id ?? ''] }),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('ALPHA trades') });
    }

    expect(await bravo.client.call('risk.kill', { flatten: false })).toMatchObject({ cancelled: 1 });
    await until(alpha.client, 'orders', (orders) => orders.some(({ id, state }) => id === resting.id && state === 'CANCELED'));
    await until(bravo.client, 'risk', ({ state }) => state === 'HALTED');
    await expect(bravo.client.call('risk.resume', { to: 'ACTIVE' })).rejects.toMatchObject({ code: 'unavailable' });
    const told = await alpha.client.call('risk.events', { type: 'kill_from_elsewhere' });
    expect(told.events).toMatchObject([{ severity: 'high', description: expect.stringContaining('kill switch from BRAVO'), action: 'halted; 1 orders cancelled' }]);
    await until(alpha.client, 'session', ({ servers: all }) => all.every(({ backlog }) => backlog === 0));

    await alpha.terminal.kill();
    const audit = new Sqlite(join(home, 'desk.sqlite'), { readonly: true });
    const audited = audit.prepare("SELECT new_values FROM audit_logs WHERE action = 'risk.kill'").pluck().all();
    audit.close();
    expect(audited.map((values) => JSON.parse(String(values)))).toMatchObject([{ origin: 'workstation', workstation: 'BRAVO', askedIn: 'script', outcome: 'done', input: { act: 'kill', flatten: false } }]);
    await until(bravo.client, 'session', roleIs('trading'));
    const risk = await until(bravo.client, 'risk', () => true);
    expect(risk).toMatchObject({ state: 'HALTED', trips: [{ breaker: 'kill' }] });
    await until(bravo.client, 'exits', (exits) => exits.some((exit) => exit.tradeId === tradeId && exit.plan.stop?.value === 90));
    await until(bravo.client, 'alertRules', (rules) => rules.some(({ id }) => id === rule.id));
    await until(bravo.client, 'alerts', (alerts) => alerts.some(({ id }) => id === alert?.id));
    const { limits } = await bravo.client.call('limits.get', {});
    expect(limits.find(({ name }) => name === 'max_positions')?.value).toBe(7);
    expect((await bravo.client.call('risk.events', { type: 'kill_from_elsewhere' })).total).toBe(1);
    expect(await bravo.client.call('risk.resume', { to: 'ACTIVE' })).toMatchObject({ state: 'ACTIVE' });
  }, 90_000);

  test('with no server there, it starts and trades, and hands everything over once they are', async () => {
    await Promise.all([servers.postgres.recreateDatabase('desk'), servers.redis.empty()]);
    for (const server of servers.troubled()) await server.kill();
    const home = directory();
    const first = await start('ALPHA', home);
    const alone = await until(first.client, 'session', roleIs('trading'));
    expect(alone.servers.map(({ state }) => state)).toEqual(['down', 'down', 'down']);
    const placed = await new DeskHand(first.client).placeCondor();
    await until(first.client, 'orders', (orders) => orders.some(({ id, state }) => id === placed.id && state === 'FILLED'));
    // Also over a start in the dark.
    await first.terminal.kill();
    const again = await start('ALPHA', home);
    await until(again.client, 'session', roleIs('trading'));
    await until(again.client, 'orders', (orders) => orders.some(({ id, state }) => id === placed.id && state === 'FILLED'));
    for (const server of servers.troubled()) await server.run();
    const session = await until(again.client, 'session', ({ servers: all }) => all.every(({ state, backlog }) => state === 'connected' && backlog === 0));
    expect(session.desk).toMatchObject({ role: 'trading', epoch: 1, reason: null });
    again.client.close();
    expect(await again.terminal.stop()).toBe(0);
    expect(await compareBooks(join(home, 'desk.sqlite'), servers.postgresUrl)).toEqual([]);
    expect(await servers.influx.export('{__name__="market_data_price"}')).not.toEqual([]);
  }, 90_000);

  test('a terminal that stops in order hands over at once, and the session goes on', async () => {
    const alpha = await start('ALPHA', directory());
    const { date } = await until(alpha.client, 'session', roleIs('trading'));
    const bravo = await start('BRAVO', directory());
    await until(bravo.client, 'session', roleIs('watching'));
    const chain = await until(bravo.client, 'market', ({ tickers }) => tickers.some(({ chain }) => typeof chain?.atmIv === 'number'));
    expect(chain.tickers).toHaveLength(4);
    expect(await alpha.terminal.stop()).toBe(0);
    const session = await until(bravo.client, 'session', roleIs('trading'));
    expect(session).toMatchObject({ date, feed: { kind: 'simulated' } });
    expect(session.now).toBeGreaterThan(0);
  }, 60_000);
});
