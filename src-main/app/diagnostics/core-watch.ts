import { z } from 'zod';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import { type Notice, noticeSchema, sessionViewSchema } from '../../../src-core/contract/schemas.ts';
import { FollowedStream } from '../followed-stream.ts';
import type { Log } from './log.ts';

const sessionSchema = sessionViewSchema.pick({ now: true, profile: true }).extend({ feed: sessionViewSchema.shape.feed.pick({ label: true }) });
export type WatchedSession = z.output<typeof sessionSchema>;

/** What the log and a report know of the core: its notices as they come, and its session when it is asked for. */
export class CoreWatch {
  readonly #host: ContractHost;
  readonly #log: Pick<Log, 'warning' | 'error'>;
  readonly #notices: FollowedStream<readonly Notice[]>;
  readonly #session: FollowedStream<WatchedSession>;

  /** `host` is the terminal's, of the program itself. */
  constructor(host: ContractHost, log: Pick<Log, 'warning' | 'error'>) {
    this.#host = host;
    this.#log = log;
    this.#notices = new FollowedStream(host, 'notices', 1, z.array(noticeSchema), () => this.#logNotices());
    this.#session = new FollowedStream(host, 'session', 2, sessionSchema);
    this.#logNotices();
  }

  /** The newest that is known; null before the first. */
  session(): WatchedSession | null {
    return this.#session.newest();
  }

  close(): void {
    this.#notices.close();
    this.#session.close();
    this.#host.closed();
  }

  #logNotices(): void {
    for (const { level, text } of this.#notices.taken() ?? []) {
      if (level !== 'info') this.#log[level](`core: ${text}`);
    }
  }
}
