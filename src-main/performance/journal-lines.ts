import type { JournalPage, JournalQuery } from '../../src-core/contract/journal.ts';
import { money } from '../../src-core/money.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import { inSlice } from '../../src-core/performance/keys-of.ts';
import { type JournalLine, journalLine, withWords } from './journal-row.ts';
import type { JournalRecords, TradeWords } from './journal-records.ts';
import type { PerformanceJournal } from './performance-journal.ts';

export interface JournalLinesParts {
  readonly accountId: string;
  readonly records: Pick<JournalRecords, 'heads' | 'stamp' | 'words'>;
  readonly kept: Pick<PerformanceJournal, 'trades'>;
  /** Resolves after what else the program has to do now. */
  readonly breathe: () => Promise<void>;
}

/** Trades read at once: a page of them holds nothing else up for long. */
const READ_AT_ONCE = 250;
const NO_WORDS = { notes: '', tags: [], importId: null } as const;

/** The trades of an account in memory, read again where the store has changed. */
export class JournalLines {
  readonly #parts: JournalLinesParts;
  readonly #lines = new Map<TradeId, { readonly mark: string; line: JournalLine }>();
  #stamp: string | null = null;
  #refreshing: Promise<void> | null = null;

  constructor(parts: JournalLinesParts) {
    this.#parts = parts;
  }

  /** Reads what changed; one who asks meanwhile waits for a reading that began after the question. */
  async refresh(): Promise<void> {
    const before = this.#refreshing;
    const next = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.#refresh());
    this.#refreshing = next;
    try {
      await next;
    } finally {
      if (this.#refreshing === next) this.#refreshing = null;
    }
  }

  /** Everything is read again when it is asked for next. */
  forget(): void {
    this.#lines.clear();
    this.#stamp = null;
  }

  get(id: TradeId): JournalLine | undefined {
    return this.#lines.get(id)?.line;
  }

  /** Sets what a person said of a trade, as it was written. */
  say(words: Pick<TradeWords, 'id' | 'notes' | 'tags'>): void {
    const known = this.#lines.get(words.id);
    if (known !== undefined) known.line = withWords(known.line, words);
  }

  /** Those that match, in the order asked for. */
  matching(query: JournalQuery): readonly JournalLine[] {
    const words = query.text.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const hasSlice = Object.keys(query.slice).length > 0;
    const keyOf = KEYS[query.sort];
    const found: { readonly line: JournalLine; readonly key: number | null }[] = [];
    for (const { line } of this.#lines.values()) {
      if (query.from !== undefined && line.openedOn < query.from) continue;
      if (query.to !== undefined && line.openedOn > query.to) continue;
      if (query.status === 'open' ? !line.isOpen : query.status === 'over' && !line.isOver) continue;
      if (query.result === 'winners' ? !(line.isOver && line.row.net > 0) : query.result === 'losers' && !(line.isOver && line.row.net < 0)) continue;
      if (hasSlice && !inSlice(line.result, query.slice)) continue;
      if (!words.every((word) => line.words.includes(word))) continue;
      found.push({ line, key: keyOf(line) });
    }
    const sign = query.descending ? -1 : 1;
    found.sort((left, right) => compare(left.key, right.key, sign) || sign * (left.line.row.openedAt - right.line.row.openedAt) || (left.line.row.tradeId < right.line.row.tradeId ? -1 : 1));
    return found.map(({ line }) => line);
  }

  page(query: JournalQuery): JournalPage {
    const found = this.matching(query);
    let net = 0;
    for (const { row } of found) net += row.net;
    return { total: found.length, net: money(net), rows: found.slice(query.offset, query.offset + query.limit).map(({ row }) => row) };
  }

  async #refresh(): Promise<void> {
    const { accountId, records, kept, breathe } = this.#parts;
    // What changes while it is read has another stamp, and is read by who asks next.
    const stamp = await records.stamp(accountId);
    if (stamp === this.#stamp) return;
    const heads = await records.heads(accountId);
    const marks = new Map(heads.map(({ id, mark }) => [id, mark]));
    for (const id of this.#lines.keys()) if (!marks.has(id)) this.#lines.delete(id);
    const changed = heads.filter(({ id, mark }) => this.#lines.get(id)?.mark !== mark).map(({ id }) => id);
    for (let from = 0; from < changed.length; from += READ_AT_ONCE) {
      const ids = changed.slice(from, from + READ_AT_ONCE);
      const [trades, said] = await Promise.all([kept.trades(accountId, ids), records.words(ids)]);
      const words = new Map(said.map((one) => [one.id, one]));
      for (const trade of trades) {
        const { id } = trade.trade;
        this.#lines.set(id, { mark: marks.get(id) ?? '', line: journalLine(accountId, trade, words.get(id) ?? NO_WORDS) });
      }
      await breathe();
    }
    this.#stamp = stamp;
  }
}

/** What is not known comes last either way. */
function compare(left: number | null, right: number | null, sign: number): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return sign * (left - right);
}

const KEYS: Readonly<Record<JournalQuery['sort'], (line: JournalLine) => number | null>> = {
  opened: ({ row }) => row.openedAt,
  closed: ({ row }) => row.closedAt,
  net: ({ row }) => row.net,
  risk: ({ row }) => row.risk,
  holding: ({ row }) => (row.closedAt === null ? null : row.closedAt - row.openedAt),
};
