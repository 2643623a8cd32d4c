import { isUnderlying, type Ticker, TICKERS } from '../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../src-core/money.ts';
import type { Clock, EpochMs, IsoDate } from '../src-core/time.ts';
import type { Market } from './market-data/market.ts';
import type { MarketSession, SessionRepository, TickerPrices } from './stores/relational/session-repository.ts';
import type { ReferencePrices } from './trading/reference-prices.ts';

export interface RecordedSession {
  readonly id: string;
  readonly date: IsoDate;
  readonly feed: MarketSession['feed'];
  readonly seed: number;
  readonly settledAt: EpochMs | null;
  /** Last prices of the session before; they stay the newest of what this one does not quote. */
  readonly previousCloses: TickerPrices;
  readonly market: Market;
  readonly clock: Clock;
  readonly reference: ReferencePrices;
}

/** Keeps where the session stands, so that the next start goes on from there. */
export class SessionRecord {
  readonly #sessions: SessionRepository;
  readonly #session: RecordedSession;
  #settledAt: EpochMs | null;
  #saved: EpochMs | null = null;
  #saving = false;

  constructor(sessions: SessionRepository, session: RecordedSession) {
    this.#sessions = sessions;
    this.#session = session;
    this.#settledAt = session.settledAt;
  }

  get isSettled(): boolean {
    return this.#settledAt !== null;
  }

  settled(): Promise<void> {
    this.#settledAt = this.#session.clock.now();
    return this.save();
  }

  async save(): Promise<void> {
    const { id, date, feed, seed, previousCloses, clock, reference } = this.#session;
    const now = clock.now();
    await this.#sessions.save({
      id,
      date,
      feed,
      seed,
      now,
      previousCloses,
      closes: this.#closes(),
      referencePrices: reference.known(),
      settledAt: this.#settledAt,
    });
    this.#saved = now;
  }

  /** Saves unless nothing moved or a save is under way. A failure shows in the store's status. */
  saveInBackground(): void {
    if (this.#saving || this.#saved === this.#session.clock.now()) return;
    this.#saving = true;
    this.save()
      .catch(() => undefined)
      .finally(() => {
        this.#saving = false;
      });
  }

  #closes(): TickerPrices {
    const closes: Partial<Record<Ticker, Money>> = { ...this.#session.previousCloses };
    const { market } = this.#session;
    for (const ticker of TICKERS) {
      const price = isUnderlying(ticker) ? market.underlyingPrice(ticker)?.price : market.tickerState(ticker).last;
      if (price !== undefined && price > 0) closes[ticker] = fromDollars(price);
    }
    return closes;
  }
}
