import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import type { SessionView } from '../../../src-core/contract/schemas.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';
import { compareBooks } from '../compare-books.ts';
import { Told } from '../crash/told.ts';
import { TradingHand } from '../crash/trading-hand.ts';
import { TerminalProcess } from '../terminal-process.ts';
import { DeskServers } from './desk-servers.ts';
import { Latencies, timedClient } from './timed-client.ts';
import { type Trouble, trouble, type TroubledServer, TROUBLES, wait } from './troubled-server.ts';

const HANDS = 3;
/** How long the servers may take to have everything once they are well. */
const CAUGHT_UP_MS = 60_000;
/** Between two changes of one hand: a busy trader, and no flood that would meet the limit on changes. */
const PAUSE_MS = 120;
const BOUND_MS = 250;

export interface ChaosReport {
  readonly rounds: number;
  readonly troubles: Readonly<Record<string, number>>;
  readonly operations: number;
  readonly ordersTold: number;
  readonly fillsTold: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  readonly slowest: number;
  readonly overBound: number;
  /** Lines: each operation beyond the bound, and what the servers suffered meanwhile. */
  readonly slow: readonly string[];
  /** Lines: orders, fills and ledger rows that the server has not, twice, or otherwise. */
  readonly differences: readonly string[];
  readonly refused: number;
  readonly thinned: number;
  readonly secondsToCatchUp: number;
}

/** A busy desk terminal whose servers are killed, stopped, restarted and emptied at random, `rounds` times, and what its books and PostgreSQL's differ in afterwards. `isCalm` leaves the servers alone, for comparison. */
export async function chaosRounds(rounds: number, seed: number, isCalm = false): Promise<ChaosReport> {
  const random = new SeededRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'smart-0dte-chaos-'));
  const servers = await DeskServers.start();
  let terminal: TerminalProcess | null = null;
  try {
    terminal = await TerminalProcess.start({
      dataDir: directory,
      flags: ['--date', '2026-11-20', '--start', '10:00', '--seed', String(seed), '--speed', '10'],
      env: servers.environment('CHAOS'),
    });
    const told = new Told();
    const latencies = new Latencies(BOUND_MS);
    const clients = await Promise.all(Array.from({ length: HANDS }, () => terminal?.connect()));
    const connected = clients.filter((client) => client !== undefined);
    const hands = connected.map((client) => new TradingHand(paced(timedClient(client, latencies)), random, told, () => undefined));
    await Promise.all(hands.map((hand) => hand.ready()));
    const trading = Promise.all(hands.map((hand) => hand.trade()));
    const suffered: Suffered[] = [];
    const started = performance.now();
    await Promise.race([trading, suffer(rounds, servers, random, suffered, isCalm)]);
    const began = performance.now();
    for (const client of connected) client.close();
    await trading;
    const watcher = await terminal.connect();
    await watcher.call('session.pause', {});
    const session = await caughtUp(watcher);
    const secondsToCatchUp = (performance.now() - began) / 1_000;
    watcher.close();
    if ((await terminal.stop()) !== 0) throw new Error('the terminal did not stop in order');
    const differences = await compareBooks(join(directory, 'desk.sqlite'), servers.postgresUrl);
    const thinned = session.servers.reduce((sum, server) => sum + server.thinned, 0);
    return {
      rounds,
      troubles: countsOf(suffered),
      operations: latencies.count,
      ordersTold: told.orders.size,
      fillsTold: told.fills,
      median: latencies.quantile(0.5),
      p99: latencies.quantile(0.99),
      slowest: latencies.quantile(1),
      overBound: latencies.slow.length,
      slow: latencies.slow.map(({ operation, milliseconds, ended }) => {
        const meanwhile = suffered.filter(({ from, to }) => from < ended && to > ended - milliseconds).map(({ name }) => name);
        return `${operation} took ${milliseconds.toFixed(0)} ms ${((ended - started) / 1_000).toFixed(1)} s after the start; meanwhile: ${meanwhile.join(', ') || 'nothing'}`;
      }),
      differences,
      refused: session.desk?.reason === null ? 0 : 1,
      thinned,
      secondsToCatchUp,
    };
  } finally {
    await terminal?.kill();
    await servers.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Suffered {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function countsOf(suffered: readonly Suffered[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of suffered) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function suffer(rounds: number, servers: DeskServers, random: SeededRandom, suffered: Suffered[], isCalm: boolean): Promise<void> {
  const all = servers.troubled();
  for (let round = 0; round < rounds; round += 1) {
    const first = pick(all, random);
    const what: Trouble = pick(TROUBLES, random);
    // Now and then two at once.
    const second = random.uniform() < 0.3 ? pick(all, random) : first;
    const suffer = async (server: TroubledServer, trial: Trouble): Promise<void> => {
      const from = performance.now();
      await trouble(server, trial, random);
      suffered.push({ name: `${server.name} ${trial}`, from, to: performance.now() });
    };
    if (isCalm) await wait(1_500);
    else await Promise.all([suffer(first, what), ...(second === first ? [] : [suffer(second, pick(TROUBLES, random))])]);
    await wait(200 + random.uniform() * 800);
  }
}

/** Resolves once every server has what waited for it. */
async function caughtUp(client: ContractClient): Promise<SessionView> {
  const until = performance.now() + CAUGHT_UP_MS;
  for (;;) {
    const session = await client.call('session.get', {});
    if (session.servers.every(({ state, backlog }) => state === 'connected' && backlog === 0)) return session;
    if (performance.now() > until) throw new Error(`the servers are not caught up with: ${JSON.stringify(session.servers)}`);
    await wait(100);
  }
}

function paced(client: ReturnType<typeof timedClient>): ReturnType<typeof timedClient> {
  return {
    subscribe: client.subscribe,
    async call(name, input, options) {
      await wait(PAUSE_MS);
      return client.call(name, input, options);
    },
  };
}

function pick<T>(values: readonly T[], random: SeededRandom): T {
  const value = values[Math.floor(random.uniform() * values.length)];
  if (value === undefined) throw new RangeError('there is nothing to pick from');
  return value;
}
