import { z } from 'zod';
import type { ContractHost, Tap } from '../../../src-core/contract/host.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { noticeSchema, sessionViewSchema } from '../../../src-core/contract/schemas.ts';
import type { Log } from './log.ts';

const noticesSchema = z.array(noticeSchema);
const sessionSchema = sessionViewSchema.pick({ now: true, profile: true }).extend({ feed: sessionViewSchema.shape.feed.pick({ label: true }) });
export type WatchedSession = z.output<typeof sessionSchema>;

/** What the log and a report know of the core: its notices as they come, and its session when it is asked for. */
export class CoreWatch {
  readonly #host: ContractHost;
  readonly #log: Pick<Log, 'warning' | 'error'>;
  readonly #notices: Tap;
  readonly #session: Tap;
  #known: WatchedSession | null = null;

  /** `host` is the terminal's, of the program itself. */
  constructor(host: ContractHost, log: Pick<Log, 'warning' | 'error'>) {
    this.#host = host;
    this.#log = log;
    let isOpen = false;
    this.#notices = host.open('notices', {}, 1, () => {
      if (isOpen) this.#logNotices();
    });
    isOpen = true;
    this.#session = host.open('session', {}, 2, () => undefined);
    this.#logNotices();
  }

  /** The newest that is known; null before the first. */
  session(): WatchedSession | null {
    return (this.#known = taken(this.#session, sessionSchema) ?? this.#known);
  }

  close(): void {
    this.#notices.close();
    this.#session.close();
    this.#host.closed();
  }

  #logNotices(): void {
    for (const { level, text } of taken(this.#notices, noticesSchema) ?? []) {
      if (level !== 'info') this.#log[level](`core: ${text}`);
    }
  }
}

/** What came since it was last taken; null for nothing, and while the terminal cannot say. */
function taken<Value>(tap: Tap, schema: z.ZodType<Value>): Value | null {
  try {
    const payload = tap.take();
    return payload?.kind === 'value' ? schema.parse(payload.value) : null;
  } catch (failure) {
    if (failure instanceof ContractFailure) return null;
    throw failure;
  }
}
