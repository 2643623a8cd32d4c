import { z } from 'zod';
import { moneySchema } from '../../../src-core/contract/schemas.ts';
import { type Ticker, TICKERS } from '../../../src-core/instruments/instrument.ts';
import type { Money } from '../../../src-core/money.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import { readJson } from './json-column.ts';
import type { RelationalStore } from './relational-store.ts';
import { markNewestSettled, newestSessionId } from './trading/session-queries.ts';

/** Prices by ticker; a ticker without one is absent. */
export type TickerPrices = Readonly<Partial<Record<Ticker, Money>>>;

/** A market session as this program ran it, and where its clock stood when it was last saved. */
export interface MarketSession {
  /** Chosen by whoever begins the session. */
  readonly id: string;
  readonly date: IsoDate;
  readonly feed: { readonly kind: 'simulated' | 'replay' | 'ibkr'; readonly detail: string };
  readonly seed: number;
  /** The session's clock. */
  readonly now: EpochMs;
  /** Last prices of the session before, from which this one started. */
  readonly previousCloses: TickerPrices;
  /** Last prices of the session, from which the next one starts. */
  readonly closes: TickerPrices;
  /** What options settle against, once known. */
  readonly referencePrices: TickerPrices;
  readonly settledAt: EpochMs | null;
}

export interface SessionRepository {
  /** The session that was begun last; null before the first. */
  newest(): Promise<MarketSession | null>;
  /** Something was ordered in any of them, by whichever account. Statements of a broker are none of this program's sessions. */
  haveTraded(): Promise<boolean>;
  /** What options settled against on the last live days, by date; only where it is known. */
  liveReferences(): Promise<ReadonlyMap<IsoDate, TickerPrices>>;
  /** Begins a session under a new id, or replaces what is known of one. */
  save(session: MarketSession): Promise<void>;
  /** Marks the newest session settled, when it is that of `date`; a session is settled once. */
  markSettled(date: IsoDate, time: EpochMs): Promise<void>;
}

/** Options that expired longer ago are a person's to decide. */
const LIVE_DAYS = 20;

const pricesSchema = z.partialRecord(z.enum(TICKERS), moneySchema);

export function createSessionRepository(store: RelationalStore): SessionRepository {
  const { db } = store;
  return {
    async newest() {
      const row = await db
        .selectFrom('market_sessions')
        .selectAll()
        .where('id', '=', newestSessionId(db))
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        id: row.id,
        date: row.session_date,
        feed: { kind: row.feed_kind, detail: row.feed_detail },
        seed: row.seed,
        now: row.session_now,
        previousCloses: readJson(pricesSchema, row.previous_closes),
        closes: readJson(pricesSchema, row.closes),
        referencePrices: readJson(pricesSchema, row.reference_prices),
        settledAt: row.settled_at,
      };
    },
    async haveTraded() {
      const row = await db.selectFrom('order_packages').select('id').where('session_id', 'is not', null).limit(1).executeTakeFirst();
      return row !== undefined;
    },
    async liveReferences() {
      const rows = await db
        .selectFrom('market_sessions')
        .select(['session_date', 'reference_prices'])
        .where('feed_kind', '=', 'ibkr')
        .orderBy('sequence', 'desc')
        .limit(LIVE_DAYS)
        .execute();
      // Of a day with several the newest counts.
      return new Map(rows.toReversed().map((row) => [row.session_date, readJson(pricesSchema, row.reference_prices)]));
    },
    save(session) {
      const changing = {
        session_date: session.date,
        feed_kind: session.feed.kind,
        feed_detail: session.feed.detail,
        seed: session.seed,
        session_now: session.now,
        previous_closes: JSON.stringify(session.previousCloses),
        closes: JSON.stringify(session.closes),
        reference_prices: JSON.stringify(session.referencePrices),
        settled_at: session.settledAt,
      };
      const query = db
        .insertInto('market_sessions')
        .values({ id: session.id, ...changing })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
        .compile();
      return store.commit([query]);
    },
    markSettled: (date, time) => store.commit([markNewestSettled(db, date, time)]),
  };
}
