import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import type { AccountEntry } from '../../src-core/contract/access.ts';
import type { OperationName, OutputOf } from '../../src-core/contract/operations.ts';
import { parseIsoDate } from '../../src-core/time.ts';
import type { RestartRequest } from '../../src-main/restart.ts';
import { parseSettings } from '../../src-main/settings.ts';
import { startTerminal, type Terminal } from '../../src-main/terminal.ts';
import { TwsModel, type TwsModelOptions } from './tws/tws-model.ts';
import { TwsServer } from './tws/tws-server.ts';

/** A day with a whole session, and the time of it when a terminal is started. */
export const LIVE_DATE = parseIsoDate('2026-11-20');

/** A terminal beside a gateway that a test plays: both by one clock, which goes on as the machine's does. */
export class LiveTerminal {
  readonly server: TwsServer;
  readonly clock: { now(): number };
  readonly restarts: RestartRequest[] = [];
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'live-terminal-'));
  #terminal: Terminal | null = null;

  private constructor(server: TwsServer, clock: { now(): number }) {
    this.server = server;
    this.clock = clock;
  }

  static async open(options: Omit<TwsModelOptions, 'clock'> = {}, at = newYorkTime(LIVE_DATE, '10:30')): Promise<LiveTerminal> {
    const began = performance.now();
    const clock = { now: () => at + Math.round(performance.now() - began) };
    return new LiveTerminal(await TwsServer.start({ model: new TwsModel({ ...options, clock }), clock }), clock);
  }

  get model(): TwsModel {
    return this.server.model;
  }

  get terminal(): Terminal {
    if (this.#terminal === null) throw new Error('it is not started');
    return this.#terminal;
  }

  /** Ends the terminal that runs and starts another on the same books, as a shell does. */
  async start(flags: readonly string[] = []): Promise<Terminal> {
    await this.#terminal?.close();
    this.#terminal = null;
    const settings = parseSettings(['--data-dir', this.#dataDir, '--no-open', ...flags], {
      SMART_0DTE_GATEWAY_HOST: this.server.host,
      SMART_0DTE_GATEWAY_PORT: String(this.server.port),
    });
    this.#terminal = await startTerminal({ ...settings, recordings: { enabled: false, maximumGigabytes: 5 } }, { machineClock: this.clock, restart: (request) => this.restarts.push(request) });
    return this.#terminal;
  }

  /** Opens an account of that number at the broker, chooses it and starts anew on it. */
  async startAt(number: string): Promise<Terminal> {
    await this.start(['--feed', 'simulated']);
    await this.call('accounts.open', { number, capital: null, broker: 'ibkr' });
    const account = (await this.call('accounts.list', {})).find((entry: AccountEntry) => entry.number === number);
    await this.call('accounts.choose', { id: account?.id });
    return this.start();
  }

  async call<Name extends OperationName>(operation: Name, input: unknown): Promise<OutputOf<Name>> {
    return (await this.terminal.host({ origin: 'headless' }).call(operation, input, new AbortController().signal)) as OutputOf<Name>;
  }

  async close(): Promise<void> {
    await this.#terminal?.close();
    await this.server.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
