import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { OrderView, PositionsView } from '../../../src-core/contract/schemas.ts';
import type { StreamName, StreamValueOf } from '../../../src-core/contract/streams.ts';
import { Book } from '../../../src-core/ledger/book.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';
import { type Books, discrepancies, readBooks } from '../books.ts';
import { keepLimits } from '../kept-limits.ts';
import { LOOSE_LIMITS } from '../loose-limits.ts';
import { TerminalProcess } from '../terminal-process.ts';
import { type Breaches, judgeBooks, judgeOrders, Told } from './told.ts';
import { TradingHand } from './trading-hand.ts';

/** Lives of one data directory: each death is survived with the books of those before. */
const ROUNDS_A_DIRECTORY = 2;
const HANDS = 4;
/** Answers and values heard before the core is killed: few enough that no hand meets the limit on its changes. */
const HEARD = { least: 20, most: 320 };
/** Real milliseconds the blow may fall after the last word, so that it also meets the moments between words. */
const DELAY_MS = 12;
const IN_FLIGHT = new Set<OrderView['state']>(['INITIALIZED', 'SUBMITTED', 'PENDING_UPDATE', 'PENDING_CANCEL']);

export interface CrashReport extends Breaches {
  rounds: number;
  killed: number;
  ordersAcknowledged: number;
  fillsTold: number;
  /** Placements whose answer was lost, asked for again after the restart. */
  askedAgain: number;
}

/** Kills a busy core again and again, and counts what it did not keep of what it had said. */
export async function crashRounds(rounds: number, seed: number): Promise<CrashReport> {
  const report: CrashReport = { rounds, killed: 0, ordersAcknowledged: 0, fillsTold: 0, askedAgain: 0, lost: 0, duplicated: 0, unbalanced: 0, details: [] };
  for (let first = 0; first < rounds; first += ROUNDS_A_DIRECTORY) {
    const directory = mkdtempSync(join(tmpdir(), 'smart-0dte-crash-'));
    try {
      await newAccount(directory, (seed + first) % 1_000);
      const told = new Told();
      for (let round = first; round < Math.min(rounds, first + ROUNDS_A_DIRECTORY); round += 1) {
        await crashOnce(directory, new SeededRandom(seed * 1_000 + round), told, report, (seed + first) % 1_000);
      }
      report.ordersAcknowledged += told.orders.size + told.denied.size;
      report.fillsTold += told.fills;
    } finally {
      rmSync(directory, { recursive: true, maxRetries: 3 });
    }
  }
  return report;
}

/** Its limits let everything through: what is denied proves nothing here. */
async function newAccount(directory: string, sessionSeed: number): Promise<void> {
  const terminal = await TerminalProcess.start({ dataDir: directory, flags: flagsOf(sessionSeed) });
  if ((await terminal.stop()) !== 0) throw new Error('the terminal did not stop in order');
  keepLimits(directory, LOOSE_LIMITS);
}

function flagsOf(sessionSeed: number): readonly string[] {
  return ['--date', '2026-11-20', '--start', '11:00', '--seed', String(sessionSeed), '--speed', '20'];
}

/** One life: busy, killed, looked into, started again, looked at, stopped, looked into. */
async function crashOnce(directory: string, random: SeededRandom, told: Told, report: CrashReport, sessionSeed: number): Promise<void> {
  const flags = flagsOf(sessionSeed);
  await killBusy(await TerminalProcess.start({ dataDir: directory, flags }), random, told);
  report.killed += 1;
  judge(told, booksOfTheDead(directory), report);

  const terminal = await TerminalProcess.start({ dataDir: directory, flags });
  try {
    const client = await terminal.connect();
    judgeOrders(told, await firstOf(client, 'orders'), report);
    for (const placement of told.unanswered.values()) {
      report.askedAgain += 1;
      await placeAgain(client, placement, told);
    }
    told.unanswered.clear();
    await until(client, 'orders', ordersSettledDown());
    await client.call('session.pause', {});
    const positions = await standing(client);
    judgeOrders(told, await firstOf(client, 'orders'), report);
    client.close();
    if ((await terminal.stop()) !== 0) throw new Error('the terminal did not stop in order');
    const books = readBooks(directory);
    judge(told, books, report);
    judgePositions(positions, books, report);
  } finally {
    await terminal.kill();
  }
}

async function killBusy(terminal: TerminalProcess, random: SeededRandom, told: Told): Promise<void> {
  let left = HEARD.least + Math.floor(random.uniform() * (HEARD.most - HEARD.least));
  const delay = random.uniform() * DELAY_MS;
  const due = Promise.withResolvers<void>();
  const heard = (): void => {
    left -= 1;
    if (left === 0) setTimeout(due.resolve, delay);
  };
  try {
    const clients = await Promise.all(Array.from({ length: HANDS }, () => terminal.connect()));
    const hands = clients.map((client) => new TradingHand(client, random, told, heard));
    await Promise.all(hands.map((hand) => hand.ready()));
    const trading = Promise.all(hands.map((hand) => hand.trade()));
    await Promise.race([due.promise, trading]);
    await terminal.kill();
    await trading;
  } finally {
    await terminal.kill();
  }
}

/** The dead core's database as it lies there. A copy, so that reading it repairs nothing. */
function booksOfTheDead(directory: string): Books {
  const copy = mkdtempSync(join(tmpdir(), 'smart-0dte-dead-'));
  try {
    for (const ending of ['', '-wal']) cpSync(join(directory, `smart-0dte.sqlite${ending}`), join(copy, `smart-0dte.sqlite${ending}`));
    return readBooks(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function judge(told: Told, books: Books, report: CrashReport): void {
  judgeBooks(told, books, report);
  const wrong = discrepancies(books);
  if (wrong.length > 0) report.unbalanced += 1;
  report.details.push(...wrong);
}

/** What the positions stream showed against the books. */
function judgePositions(positions: PositionsView, books: Books, report: CrashReport): void {
  const book = Book.replay(books.transactions);
  const shown = new Set(positions.packages.flatMap((trade) => trade.legs.map((leg) => `${trade.tradeId} ${leg.symbol} ${leg.quantity}`)));
  const held = new Set(book.holdings().map(({ tradeId, symbol, quantity }) => `${tradeId} ${symbol} ${quantity}`));
  const wrong = [
    ...(positions.account.cash === book.cash ? [] : [`shown is a cash of ${positions.account.cash}, booked ${book.cash}`]),
    ...[...shown].filter((line) => !held.has(line)).map((line) => `shown and not booked: ${line}`),
    ...[...held].filter((line) => !shown.has(line)).map((line) => `booked and not shown: ${line}`),
  ];
  if (wrong.length > 0) report.unbalanced += 1;
  report.details.push(...wrong);
}

/** Asking again with the same id makes the order once, whether or not it was made before. */
async function placeAgain(client: ContractClient, placement: Parameters<typeof client.call<'orders.place'>>[1], told: Told): Promise<void> {
  try {
    told.hear(await client.call('orders.place', placement));
  } catch (error) {
    if (!(error instanceof ContractFailure) || error.code !== 'denied') throw error;
    told.denied.add(placement.id);
  }
}

/** True once every order heard of is answered: nothing is left on its way. */
function ordersSettledDown(): (orders: readonly OrderView[]) => boolean {
  const inFlight = new Set<string>();
  return (orders) => {
    for (const { id, state } of orders) {
      if (IN_FLIGHT.has(state)) inFlight.add(id);
      else inFlight.delete(id);
    }
    return inFlight.size === 0;
  };
}

/** The positions once the session's clock stands. The moment under way at a pause is still worked off, so three readings must agree. */
function standing(client: ContractClient): Promise<PositionsView> {
  const times: number[] = [];
  return until(client, 'positions', ({ time }) => {
    times.push(time);
    return times.length >= 3 && times.slice(-3).every((earlier) => earlier === time);
  });
}

function firstOf<Name extends 'orders'>(client: ContractClient, name: Name): Promise<StreamValueOf<Name>> {
  return until(client, name, () => true);
}

/** The first value of a stream that will do. */
function until<Name extends StreamName>(client: ContractClient, name: Name, will: (value: StreamValueOf<Name>) => boolean): Promise<StreamValueOf<Name>> {
  return new Promise((resolve, reject) => {
    const end = client.subscribe(name, {} as never, {
      next: (value) => {
        if (!will(value)) return;
        end();
        resolve(value);
      },
      error: reject,
    });
  });
}
