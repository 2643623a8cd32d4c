import type { RiskEventPage, RiskEventQuery } from '../../src-core/contract/risk.ts';
import type { RiskEvent } from '../../src-core/risk/risk-event.ts';
import { type Clock, type EpochMs, SECOND } from '../../src-core/time.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import { EventFolding } from './event-folding.ts';
import type { RiskEventJournal } from './risk-journal.ts';
import { WriteBehind } from './write-behind.ts';

/** What an engine tells. `description` is a sentence with its numbers; `value` and `threshold` are in the unit of the type. */
export interface NewRiskEvent {
  readonly type: string;
  readonly severity: RiskEvent['severity'];
  readonly description: string;
  readonly value?: number | null;
  readonly threshold?: number | null;
  /** What was done about it; cut to the 100 characters that are kept. */
  readonly action?: string | null;
}

export interface RiskEventsParts {
  readonly journal: RiskEventJournal;
  readonly clock: Clock;
  readonly notice: (text: string) => void;
  /** Names this start of the program and no other: the ids of its events are derived from it. */
  readonly run: string;
  /** The newest that are kept, oldest first. */
  readonly known?: readonly RiskEvent[];
}

/** Events in memory. */
const REMEMBERED = 2_000;
/** Events that wait for a store that takes none. */
const MOST_WAITING = 10_000;
/** Rows of a page of the journal. */
const PAGE = 200;
/** Of these, the newest are read at a start. */
const PAGES_READ = 5;

/**
 * The book of risk events. `tell` is immediate and never fails: an event counts in memory at once, and is written in the
 * background. Repetitions within seconds are folded into one event with their number.
 */
export class RiskEvents {
  readonly #parts: RiskEventsParts;
  readonly #writing: WriteBehind<RiskEvent>;
  /** By id, oldest first. */
  readonly #events = new Map<string, RiskEvent>();
  readonly #folding = new EventFolding();
  readonly #listeners = new Set<(event: RiskEvent) => void>();
  #count = 0;
  #retriedAt: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(parts: RiskEventsParts) {
    this.#parts = parts;
    for (const event of parts.known ?? []) this.#events.set(event.id, event);
    this.#writing = new WriteBehind({
      what: 'risk events',
      write: (events) => parts.journal.writeEvents(events),
      most: MOST_WAITING,
      expendable: ({ severity }) => severity === 'low',
      notice: parts.notice,
      caughtUp: (dropped) => {
        if (dropped === 0) return;
        const description = `${dropped} risk events of while the store took none could not be kept`;
        this.tell({ type: 'events_dropped', severity: 'high', description, value: dropped, threshold: MOST_WAITING });
      },
    });
  }

  /** Reads the newest events, so that those of before a restart can be resolved. Fails where the journal can not be read. */
  static async recover(parts: Omit<RiskEventsParts, 'run' | 'known'> & { readonly sessionId: string }): Promise<RiskEvents> {
    const known: RiskEvent[] = [];
    let total = 0;
    for (let page = 0; page < PAGES_READ; page += 1) {
      const read = await parts.journal.events({ offset: known.length, limit: PAGE });
      known.push(...read.events);
      total = read.total;
      if (read.events.length < PAGE) break;
    }
    // A start that kept nothing leaves the same name to the next one, and no id that could be met again.
    const run = `${parts.sessionId}/${total}/${known[0]?.id ?? 'none'}`;
    return new RiskEvents({ ...parts, run, known: known.toReversed() });
  }

  /** A repetition that is folded answers the event it is folded into. */
  tell(event: NewRiskEvent): RiskEvent {
    const now = this.#parts.clock.now();
    this.#foldOver(now);
    const first = this.#folding.take(event, now);
    const folded = first === null ? undefined : this.#events.get(first);
    return folded ?? this.#open(event, now);
  }

  /** Marks an event as over; nothing where it is not known or was resolved already. */
  resolve(id: string): void {
    const event = this.#events.get(id);
    if (!event || event.resolvedAt !== null) return;
    const now = this.#parts.clock.now();
    const repeated = this.#folding.ended(id);
    const resolved = { ...event, resolvedAt: now };
    this.#events.set(id, resolved);
    this.#writing.put(resolved);
    if (repeated) this.#add(repeated, now, now);
  }

  get(id: string): RiskEvent | null {
    return this.#events.get(id) ?? null;
  }

  /** Those in memory, oldest first: this session's, and the newest of before. */
  all(): readonly RiskEvent[] {
    return [...this.#events.values()];
  }

  /** Newest first. While the store takes none, of those in memory alone. */
  async list(query: RiskEventQuery): Promise<RiskEventPage> {
    await this.#writing.pending();
    if (!this.#writing.failing) {
      const { total, events } = await this.#parts.journal.events(query);
      return { total, events: [...events] };
    }
    const { severity, type, offset, limit } = query;
    const found = this.all().filter((event) => (severity === undefined || event.severity === severity) && (type === undefined || event.type === type));
    return { total: found.length, events: found.toReversed().slice(offset, offset + limit) };
  }

  /** `listener` hears of each event once, when it is told; it must not throw. The result ends it. */
  subscribe(listener: (event: RiskEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** After each moment of the session: says how often events were repeated, and tries again what could not be written. */
  step(now: EpochMs): void {
    this.#foldOver(now);
    if (now - this.#retriedAt < SECOND) return;
    this.#retriedAt = now;
    this.#writing.retry();
  }

  /** Tries again what could not be written: to be called on a beat while session time may stand. */
  retry(): void {
    this.#writing.retry();
  }

  /** Says what is being folded, and writes all that waits. Resolves when that was tried. */
  async close(): Promise<void> {
    this.#foldOver(Number.POSITIVE_INFINITY);
    this.#writing.retry();
    await this.#writing.pending();
  }

  /** Resolves when all is written, or when it could not be; null while nothing is being written. Never rejects. */
  pending(): Promise<void> | null {
    return this.#writing.pending();
  }

  #foldOver(now: EpochMs): void {
    for (const repeated of this.#folding.over(now)) this.#open(repeated, this.#parts.clock.now());
  }

  #open(event: NewRiskEvent, time: EpochMs): RiskEvent {
    const added = this.#add(event, time, null);
    this.#folding.opened(event, added);
    return added;
  }

  #add(event: NewRiskEvent, time: EpochMs, resolvedAt: EpochMs | null): RiskEvent {
    this.#count += 1;
    const { type, severity, description, value = null, threshold = null, action = null } = event;
    const added: RiskEvent = {
      id: deriveUuid(`risk-event/${this.#parts.run}/${this.#count}`),
      time,
      type: type.slice(0, 50),
      severity,
      description,
      value: known(value),
      threshold: known(threshold),
      action: action === null || action.length <= 100 ? action : `${action.slice(0, 99)}…`,
      resolvedAt,
    };
    this.#events.set(added.id, added);
    this.#forget();
    this.#writing.put(added);
    for (const listener of this.#listeners) listener(added);
    return added;
  }

  #forget(): void {
    if (this.#events.size <= REMEMBERED) return;
    const [oldest] = this.#events.keys();
    if (oldest !== undefined) this.#events.delete(oldest);
  }
}

/** A number that is not known has no place in a book. */
function known(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value;
}
