import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { PlanStep } from '../../../src-main/headless/plan.ts';
import { PlanTrader, type SkippedStep } from '../../../src-main/headless/plan-trader.ts';
import { parseSettings, type Settings } from '../../../src-main/settings.ts';
import { startTerminal, type Terminal } from '../../../src-main/terminal.ts';

export const DATE = parseIsoDate('2026-11-20');
/** The machine's time: what follows a session does not depend on the day the test runs. */
const THAT_DAY = { now: () => newYorkTime(DATE, '12:00') };

/** What the flags of a short simulated afternoon come to. */
export function settingsOf(dataDir: string, rest: Partial<Settings> = {}): Settings {
  const flags = ['--data-dir', dataDir, '--date', DATE, '--seed', '1', '--start', '15:00', '--speed', 'max', '--no-open'];
  return { ...parseSettings(flags, {}), recordings: { enabled: false, maximumGigabytes: 5 }, ...rest };
}

/** Data directories of one test, and the terminals started on them. */
export class TerminalRuns {
  readonly #directories: string[] = [];
  readonly #running = new Set<Terminal>();

  directory(): string {
    const path = mkdtempSync(join(tmpdir(), 'terminal-'));
    this.#directories.push(path);
    return path;
  }

  /** Starts from source and stands still. */
  async start(settings: Settings): Promise<Terminal> {
    const terminal = await startTerminal(settings, { autoplay: false, machineClock: THAT_DAY });
    this.#running.add(terminal);
    return terminal;
  }

  async close(terminal: Terminal): Promise<void> {
    this.#running.delete(terminal);
    await terminal.close();
  }

  /** One start that trades `plan` up to `end` (HH:MM in New York, null for the end of the session) and stops. */
  async run(settings: Settings, plan: readonly PlanStep[], end: string | null = null): Promise<readonly SkippedStep[]> {
    const terminal = await this.start(settings);
    const { session } = terminal.engines;
    const trader = new PlanTrader(plan, terminal.engines, terminal.host({ origin: 'headless' }));
    await trader.run(end === null ? Number.POSITIVE_INFINITY : newYorkTime(session.date, end));
    await this.close(terminal);
    return trader.skipped;
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#running].map((terminal) => this.close(terminal)));
  }

  async remove(): Promise<void> {
    await this.closeAll();
    for (const path of this.#directories) rmSync(path, { recursive: true, force: true });
  }
}

export function databaseOf(dataDir: string): string {
  return join(dataDir, 'smart-0dte.sqlite');
}

/** Everything the books say of orders, fills, trades and money, without the machine's clock and the ids it drew. */
export function booksOf(dataDir: string): Readonly<Record<string, readonly unknown[]>> {
  const database = new Database(databaseOf(dataDir), { readonly: true });
  try {
    const rows = (query: string): readonly unknown[] => database.prepare(query).all();
    return {
      orders: rows(`SELECT id, sequence, trade_id, legs, quantity, order_type, limit_price, stop_price, time_in_force, source, closing, state,
        filled_quantity, filled_net_total, reason, created_at, updated_at FROM order_packages ORDER BY sequence`),
      history: rows('SELECT package_id, step, time, state, event FROM order_history ORDER BY time, package_id, step'),
      fills: rows('SELECT id, package_id, time, packages, net, evidence FROM fills ORDER BY time, id'),
      fillLegs: rows('SELECT * FROM fill_legs ORDER BY fill_id, leg_order'),
      trades: rows(`SELECT id, strategy_type, trade_type, status, opened_at, closed_at, legs, opened_quantity, closed_quantity, open_cost, close_cost,
        optimistic_cost, pessimistic_cost, realized_pnl, commission, fees FROM trades ORDER BY opened_at, id`),
      transactions: rows('SELECT id, time, cause, trade_id FROM ledger_transactions ORDER BY sequence'),
      entries: rows(`SELECT transaction_id, line, ledger_account, amount, symbol, quantity, price FROM ledger_entries ORDER BY transaction_id, line`),
      sessions: rows('SELECT session_date, feed_kind, seed, session_now, closes, reference_prices, settled_at FROM market_sessions ORDER BY sequence'),
    };
  } finally {
    database.close();
  }
}

/** Sums of every account over all entries, in ten-thousandths, and of the lines of each transaction. */
export function ledgerOf(dataDir: string): { readonly accounts: Readonly<Record<string, number>>; readonly unbalanced: number } {
  const database = new Database(databaseOf(dataDir), { readonly: true });
  try {
    const sums = database.prepare<[], { account: string; amount: number }>(
      'SELECT ledger_account AS account, sum(amount) AS amount FROM ledger_entries GROUP BY ledger_account',
    );
    const broken = database.prepare<[], { count: number }>(
      'SELECT count(*) AS count FROM (SELECT transaction_id FROM ledger_entries GROUP BY transaction_id HAVING sum(amount) <> 0)',
    );
    return {
      accounts: Object.fromEntries(sums.all().map(({ account, amount }) => [account, amount])),
      unbalanced: broken.get()?.count ?? Number.NaN,
    };
  } finally {
    database.close();
  }
}
