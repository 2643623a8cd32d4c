import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { newYorkTime, type ExchangeSession } from '../../../../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../../../../src-core/calendar/expiry-clock.ts';
import type { Right, Underlying } from '../../../../src-core/instruments/instrument.ts';
import { scheduleOn } from '../../../../src-core/ledger/fees.ts';
import type { Evidence } from '../../../../src-core/signals/evidence.ts';
import { type EpochMs, HOUR, MINUTE, SECOND } from '../../../../src-core/time.ts';
import { Market } from '../../../../src-main/market-data/market.ts';
import { newQuoteBatch } from '../../../../src-main/market-data/quote-batch.ts';
import { SimulatedFeed } from '../../../../src-main/market-data/simulated-feed.ts';
import type { StrategistRules } from '../../../../src-main/signals/strategist/rules.ts';
import { strategise, type StrategistMarket, type Strategy } from '../../../../src-main/signals/strategist/strategise.ts';

export function evidenceOf(outlook: Evidence['outlook'], underlying: Underlying = 'SPY', attraction: number | null = null): Evidence {
  return { detector: 'test', underlying, outlook, attraction, strength: 2, reason: 'as a test says', figures: [] };
}

/** A market at a moment of a session, and what the strategist makes of it. */
export class Scene {
  readonly session: ExchangeSession;
  readonly market: Market;
  readonly now: EpochMs;

  constructor(session: ExchangeSession, market: Market, now: EpochMs) {
    this.session = session;
    this.market = market;
    this.now = now;
  }

  marketOf(underlying: Underlying = 'SPY'): StrategistMarket {
    const chain = this.market.chain(underlying);
    const known = this.market.distribution(underlying);
    const price = this.market.underlyingPrice(underlying);
    if (chain === null || known === null || price === null) throw new Error(`${underlying} has no market`);
    return { chain, quotes: this.market, known, spot: price.price, minutesLeft: (this.session.reference - this.now) / MINUTE };
  }

  strategise(evidence: Evidence, change: Partial<StrategistMarket> = {}, rules?: StrategistRules): Strategy {
    const { date } = this.session;
    return strategise(evidence, { ...this.marketOf(evidence.underlying), ...change }, { fees: scheduleOn(date), date, ...(rules === undefined ? {} : { rules }) });
  }
}

/** The simulated market so many hours after the open. */
export function simulated(session: ExchangeSession, seed: number, hours: number): Scene {
  const now = session.open + hours * HOUR;
  const feed = new SimulatedFeed({ seed, session });
  const market = new Market({ session, clock: flatClock(session), rate: 0.04, quoting: 'changes', staleAfterMs: 15 * SECOND });
  feed.seek(now - 20 * SECOND, market);
  feed.advance(now, market);
  market.price(now);
  return new Scene(session, market, now);
}

export interface QuotedOption {
  readonly strike: number;
  readonly right: Right;
  readonly bid: number;
  readonly ask: number;
  readonly size?: number;
}

/** A SPY market of these quotes alone. */
export function quoted(session: ExchangeSession, spot: number, now: EpochMs, options: readonly QuotedOption[], quoting: 'changes' | 'snapshot' = 'snapshot'): Scene {
  const market = new Market({ session, clock: flatClock(session), rate: 0.04, quoting, staleAfterMs: 15 * MINUTE });
  market.list('SPY', session.date, options);
  market.ticker({ ticker: 'SPY', time: now, last: spot, bid: Number.NaN, ask: Number.NaN, volume: Number.NaN, previousClose: spot });
  const batch = newQuoteBatch('SPY', options.length);
  options.forEach(({ bid, ask, size = 10 }, i) => {
    batch.row[i] = i;
    batch.bid[i] = bid;
    batch.ask[i] = ask;
    for (const column of [batch.bidSize, batch.askSize]) column[i] = size;
    for (const column of [batch.last, batch.volume, batch.openInterest]) column[i] = Number.NaN;
  });
  batch.time = now;
  batch.count = options.length;
  market.quotes(batch);
  market.price(now);
  return new Scene(session, market, now);
}

/** The recorded SPY book next after a time of the day, New York. */
export function recorded(session: ExchangeSession, file: string, clock: string): Scene {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const names = header.split(',');
  const rows = lines.map((line) => {
    const fields = line.split(',');
    return (name: string): string => fields[names.indexOf(name)] ?? '';
  });
  const from = `${session.date}T${clock}`;
  const time = rows.map((row) => row('quote_ts')).filter((quoteTime) => quoteTime >= from).sort()[0];
  if (time === undefined) throw new Error(`${file} has no book after ${from}`);
  const book = rows.filter((row) => row('quote_ts') === time);
  const seen = new Set<string>();
  const options = book.flatMap((row): QuotedOption[] => {
    const right = row('type') === 'C' ? 'call' : 'put';
    const key = `${right}${row('strike')}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ strike: Number(row('strike')), right, bid: Number(row('bid')), ask: Number(row('ask')), size: Number(row('bid_size')) }];
  });
  const now = newYorkTime(session.date, '00:00') + Date.parse(`1970-01-01T${time.slice(11)}Z`);
  return quoted(session, Number(book[0]?.('spot')), now, options);
}
