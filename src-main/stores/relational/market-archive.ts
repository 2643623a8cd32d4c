import type { Insertable } from 'kysely';
import { symbolOf, type Ticker } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money, subtract } from '../../../src-core/money.ts';
import type { ChainSnapshot, MarketArchive, TickerSnapshot } from '../../market-data/recorder.ts';
import type { RelationalStore } from './relational-store.ts';
import type { Database } from './schema.ts';

/** Rows of one insert; a statement has at most 32,766 parameters. */
const CHUNK_ROWS = 500;

/** Keeps recordings in market_data_snapshots and options_chains, one transaction a snapshot. */
export function createMarketArchive(store: RelationalStore, tickerIds: Readonly<Record<Ticker, number>>): MarketArchive {
  const { db } = store;
  return {
    saveTickers(snapshots) {
      const rows = snapshots.map((snapshot) => tickerRow(snapshot, tickerIds[snapshot.ticker]));
      return store.commit([db.insertInto('market_data_snapshots').values(rows).compile()]);
    },
    saveChain(snapshot) {
      const rows = chainRows(snapshot, tickerIds[snapshot.underlying]);
      const queries = [];
      for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
        queries.push(db.insertInto('options_chains').values(rows.slice(from, from + CHUNK_ROWS)).compile());
      }
      return store.commit(queries);
    },
  };
}

function tickerRow(snapshot: TickerSnapshot, tickerId: number): Insertable<Database['market_data_snapshots']> {
  const price = fromDollars(snapshot.last);
  const previousClose = priceOf(snapshot.previousClose);
  const change = previousClose === null ? null : subtract(price, previousClose);
  return {
    ticker_id: tickerId,
    timestamp: snapshot.time,
    price,
    bid: priceOf(snapshot.bid),
    ask: priceOf(snapshot.ask),
    volume: countOf(snapshot.volume),
    open_price: priceOf(snapshot.open),
    high_price: priceOf(snapshot.high),
    low_price: priceOf(snapshot.low),
    previous_close: previousClose,
    change_amount: change,
    change_percent: change === null || previousClose === null ? null : figureOf((100 * change) / previousClose, 4),
  };
}

function chainRows(snapshot: ChainSnapshot, tickerId: number): Insertable<Database['options_chains']>[] {
  const { underlying, expiry, time, count, isCall, columns } = snapshot;
  return Array.from({ length: count }, (_, row) => {
    const strike = fromDollars(snapshot.strike[row] ?? Number.NaN);
    const right = isCall[row] === 1 ? 'call' : 'put';
    return {
      underlying_ticker_id: tickerId,
      expiration_date: expiry,
      strike_price: strike,
      option_type: right,
      symbol: symbolOf({ kind: 'option', underlying, expiry, right, strike }),
      bid: priceOf(columns.bid[row]),
      ask: priceOf(columns.ask[row]),
      last_price: priceOf(columns.last[row]),
      volume: countOf(columns.volume[row]),
      open_interest: countOf(columns.openInterest[row]),
      implied_volatility: figureOf(columns.iv[row], 6),
      delta: figureOf(columns.delta[row], 6),
      gamma: figureOf(columns.gamma[row], 6),
      theta: figureOf(columns.theta[row], 6),
      vega: figureOf(columns.vega[row], 6),
      rho: figureOf(columns.rho[row], 6),
      timestamp: time,
    };
  });
}

function priceOf(dollars = Number.NaN): Money | null {
  return Number.isFinite(dollars) ? fromDollars(dollars) : null;
}

function countOf(count = Number.NaN): number | null {
  return Number.isFinite(count) ? Math.round(count) : null;
}

/** Rounded to the column's decimals. */
function figureOf(figure = Number.NaN, decimals: number): number | null {
  return Number.isFinite(figure) ? Number(figure.toFixed(decimals)) : null;
}
