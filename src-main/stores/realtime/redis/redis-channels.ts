import { SECOND } from '../../../../src-core/time.ts';
import { LocalChannels } from '../local-channels.ts';
import type { RedisAddress } from './redis-address.ts';
import { RedisConnection } from './redis-connection.ts';
import type { RedisFailure } from './redis-failure.ts';

/** Between an own message's sender and its text on the wire. */
const SEPARATOR = ':';
const PING_MS = 2 * SECOND;

export interface RedisChannelsOptions {
  readonly address: RedisAddress;
  readonly random: () => number;
  readonly commandTimeout: number;
  /** Tells this process' messages from others'. */
  readonly sender: string;
}

/**
 * What is heard, over a connection of its own that exists once somebody listens. Messages of this process are delivered
 * here at once, so that they arrive whether the server is there or not; what the server gives back of them is dropped.
 */
export class RedisChannels {
  readonly #options: RedisChannelsOptions;
  readonly #local = new LocalChannels();
  #connection: RedisConnection | null = null;
  #ping: ReturnType<typeof setInterval> | undefined;

  constructor(options: RedisChannelsOptions) {
    this.#options = options;
  }

  /** Why nothing is heard, where a person has to change something. */
  get failure(): RedisFailure | null {
    const now = this.#connection?.availability;
    return now?.kind === 'down' && now.failure.needsPerson ? now.failure : null;
  }

  subscribe(channel: string, listener: (message: string) => void): () => void {
    const isFirst = !this.#local.names().includes(channel);
    const end = this.#local.subscribe(channel, listener);
    this.#connection ??= this.#connect();
    if (isFirst) this.#ask('subscribe', [channel]);
    return () => {
      end();
      if (!this.#local.names().includes(channel)) this.#ask('unsubscribe', [channel]);
    };
  }

  /** Delivers here, and answers what is to be published for the others. */
  send(channel: string, message: string): string {
    this.#local.deliver(channel, message);
    return `${this.#options.sender}${SEPARATOR}${message}`;
  }

  close(): void {
    clearInterval(this.#ping);
    this.#connection?.close();
  }

  #connect(): RedisConnection {
    const { address, random, commandTimeout, sender } = this.#options;
    const connection = new RedisConnection({ address, random, commandTimeout, name: 'smart-0dte-channels' });
    connection.redis.on('message', (channel: string, text: string) => {
      const end = text.indexOf(SEPARATOR);
      if (text.slice(0, end) !== sender) this.#local.deliver(channel, text.slice(end + 1));
    });
    connection.onChange(({ kind }) => {
      if (kind === 'up') this.#ask('subscribe', this.#local.names());
    });
    // A server that is stopped says nothing, and neither does one that is quiet.
    this.#ping = setInterval(() => {
      if (connection.isUp) connection.redis.ping().catch((error: unknown) => connection.renew(error));
    }, PING_MS).unref();
    return connection;
  }

  #ask(what: 'subscribe' | 'unsubscribe', channels: readonly string[]): void {
    const connection = this.#connection;
    if (connection === null || !connection.isUp || channels.length === 0) return;
    connection.redis[what](...channels).catch((error: unknown) => connection.renew(error));
  }
}
