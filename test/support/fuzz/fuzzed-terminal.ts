import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { Caller, Identity } from '../../../src-main/access/caller.ts';
import { auditing } from '../../../src-main/composition/auditing.ts';
import { auditedState } from '../../../src-main/operations/audited-state.ts';
import { createAuditedReaders } from '../../../src-main/operations/audited-readers.ts';
import { Door } from '../../../src-main/operations/door.ts';
import { createHandlers } from '../../../src-main/operations/handlers.ts';
import { createStreamOpeners } from '../../../src-main/operations/stream-openers.ts';
import { parseSettings } from '../../../src-main/settings.ts';
import { type BrowserShell, runBrowserShell } from '../../../src-main/shell/browser/browser-shell.ts';
import { startTerminal, type Terminal } from '../../../src-main/terminal.ts';
import { callerOf, fixedIdentity } from '../callers.ts';

const DATE = parseIsoDate('2026-11-20');
/** What a flood may leave: that it was there, and what the market and the machine did by themselves. */
const LEFT_BY_ANYBODY: readonly string[] = ['audit_logs', 'audit_beginnings', 'market_sessions', 'market_data_snapshots', 'options_chains', 'retention_runs', 'user_sessions'];

/** A whole terminal that stands in a simulated afternoon, and its browser shell, before whom anybody may be put. */
export class FuzzedTerminal {
  readonly #directory: string;
  readonly #terminal: Terminal;
  readonly #shell: BrowserShell;
  readonly #door: Door;
  #stranger: Identity;

  private constructor(directory: string, terminal: Terminal, shell: BrowserShell, door: Door, stranger: () => Identity) {
    this.#directory = directory;
    this.#terminal = terminal;
    this.#shell = shell;
    this.#door = door;
    this.#stranger = stranger();
  }

  /** `rendererDir` is where a built window lies. */
  static async start(rendererDir: string, caller: Partial<Caller>): Promise<FuzzedTerminal> {
    const directory = mkdtempSync(join(tmpdir(), 'fuzz-'));
    const settings = parseSettings(['--data-dir', directory, '--date', DATE, '--seed', '1', '--start', '14:00', '--port', '0', '--no-open'], {});
    const terminal = await startTerminal({ ...settings, recordings: { ...settings.recordings, enabled: false } }, { autoplay: false, machineClock: { now: () => newYorkTime(DATE, '14:00') } });
    const { engines } = terminal;
    const door = new Door({
      handlers: createHandlers(engines),
      streams: createStreamOpeners(engines),
      audit: auditing(engines.audit, 'fuzz'),
      audited: auditedState(createAuditedReaders(engines)),
      realNow: () => performance.now(),
    });
    const database = new Database(join(directory, 'smart-0dte.sqlite'), { readonly: true });
    const userId = database.prepare<[], string>('SELECT id FROM users').pluck().get() ?? null;
    database.close();
    const identity = (): Identity => fixedIdentity(callerOf({ userId: caller.role === 'nobody' ? null : userId, origin: 'script', address: '127.0.0.1', ...caller }));
    const shell = await runBrowserShell({ settings, rendererDir, start: async () => ({ ...served(terminal), host: () => door.host(identity()) }) });
    return new FuzzedTerminal(directory, terminal, shell, door, identity);
  }

  get port(): number {
    return this.#shell.port;
  }

  get dataDir(): string {
    return this.#directory;
  }

  host(): ContractHost {
    return this.#door.host(this.#stranger);
  }

  /** Everything in the database that only somebody with the right may change. */
  effects(): Readonly<Record<string, readonly unknown[]>> {
    const database = new Database(join(this.#directory, 'smart-0dte.sqlite'), { readonly: true });
    try {
      const tables = database.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all();
      return Object.fromEntries(tables.filter((table) => !LEFT_BY_ANYBODY.includes(table)).map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()]));
    } finally {
      database.close();
    }
  }

  auditEntries(): number {
    const database = new Database(join(this.#directory, 'smart-0dte.sqlite'), { readonly: true });
    try {
      return database.prepare<[], number>('SELECT count(*) FROM audit_logs').pluck().get() ?? 0;
    } finally {
      database.close();
    }
  }

  get terminal(): Terminal {
    return this.#terminal;
  }

  async close(): Promise<void> {
    await this.#shell.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** A terminal as the shell takes it; its parts may be accessors. */
function served(terminal: Terminal): Pick<Terminal, 'onRevoked' | 'close'> {
  return { onRevoked: (listener) => terminal.onRevoked(listener), close: () => terminal.close() };
}
