import type { ContractHost } from '../../src-core/contract/host.ts';
import { SwitchingHosts } from '../../src-core/contract/switching-hosts.ts';
import type { Restart, RestartRequest } from '../restart.ts';
import type { Terminal } from '../terminal.ts';

/** What a shell needs of the terminal that it shows. */
export type ShownTerminal = Pick<Terminal, 'host' | 'onRevoked' | 'sleeps' | 'woke' | 'close'>;
type ConnectionOrigin = Parameters<Terminal['host']>[0];

export interface RestartingTerminalParts {
  /** `restore` is a backup to start on; null for the database that is there. `restart` is for the terminal's hooks. */
  readonly start: (restore: string | null, restart: NonNullable<Restart>) => Promise<ShownTerminal>;
  /** The terminal was ended and could not be started anew: the process ends as after a start that fails. */
  readonly onFailure: (reason: unknown) => void;
  /** Says that the terminal starts anew, and why. */
  readonly say: (line: string) => void;
  /** Real milliseconds until who asked for it has been answered. */
  readonly moment?: number;
}

const MOMENT_MS = 250;

/**
 * The terminal of a shell, which can be ended and started anew while its connections stay: their calls are refused
 * meanwhile, and their streams go on before the next terminal.
 */
export class RestartingTerminal implements ShownTerminal {
  readonly #parts: RestartingTerminalParts;
  readonly #hosts = new SwitchingHosts<ConnectionOrigin>('the terminal is starting anew; try again in a moment');
  readonly #revokedListeners = new Set<(tokenHash: string) => void>();
  #terminal: ShownTerminal | null = null;
  #stopHearing: () => void = () => undefined;
  #asked: RestartRequest | null = null;
  #timer: NodeJS.Timeout | null = null;
  #restarting: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(parts: RestartingTerminalParts) {
    this.#parts = parts;
  }

  /** Rejects as the first start does. */
  static async start(parts: RestartingTerminalParts): Promise<RestartingTerminal> {
    const restarting = new RestartingTerminal(parts);
    await restarting.#start(null);
    return restarting;
  }

  host(origin: ConnectionOrigin): ContractHost {
    return this.#hosts.host(origin);
  }

  onRevoked(listener: (tokenHash: string) => void): () => void {
    this.#revokedListeners.add(listener);
    return () => this.#revokedListeners.delete(listener);
  }

  sleeps(): void {
    this.#terminal?.sleeps();
  }

  async woke(): Promise<string> {
    return (await this.#terminal?.woke()) ?? 'The terminal was starting anew meanwhile.';
  }

  /** Requests that come while one waits for its moment are one restart. */
  readonly restart = ({ reason, restore }: RestartRequest): void => {
    if (this.#isClosed || (this.#asked !== null && this.#timer === null)) return;
    this.#asked = { reason, restore: restore ?? this.#asked?.restore ?? null };
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#restarting = this.#restart().catch(this.#parts.onFailure);
    }, this.#parts.moment ?? MOMENT_MS);
  };

  /** Ends the terminal; a restart that has begun is finished first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#restarting;
    await this.#end();
  }

  async #restart(): Promise<void> {
    const { reason, restore } = this.#asked ?? { reason: '', restore: null };
    this.#parts.say(`the terminal starts anew: ${reason}`);
    try {
      await this.#end();
    } catch (error) {
      // It is started all the same: the start recovers what is on disk, and says where something still holds it.
      this.#parts.say(`the terminal was not ended as it should be: ${error instanceof Error ? error.message : String(error)}`);
    }
    await this.#start(restore);
    this.#asked = null;
  }

  async #start(restore: string | null): Promise<void> {
    const terminal = await this.#parts.start(restore, this.restart);
    this.#terminal = terminal;
    this.#stopHearing = terminal.onRevoked((tokenHash) => {
      for (const listener of this.#revokedListeners) listener(tokenHash);
    });
    this.#hosts.switchTo(terminal);
  }

  async #end(): Promise<void> {
    const terminal = this.#terminal;
    this.#terminal = null;
    this.#stopHearing();
    this.#hosts.switchTo(null);
    try {
      await terminal?.close();
    } finally {
      this.#hosts.giveUpCalls();
    }
  }
}
