import { symbolOf, type Ticker } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, subtract } from '../../../src-core/money.ts';
import type { ChainSnapshot, MarketArchive, TickerSnapshot } from '../../market-data/recorder.ts';
import type { RelationalStore, RowColumns } from './relational-store.ts';

/** Keeps recordings in market_data_snapshots and options_chains, one transaction a snapshot. */
export function createMarketArchive(store: RelationalStore, tickerIds: Readonly<Record<Ticker, number>>): MarketArchive {
  const contracts = new ContractColumns();
  return {
    saveTickers: (snapshots) => store.append('market_data_snapshots', tickerRows(snapshots, tickerIds)),
    saveChain: (snapshot) => store.append('options_chains', chainRows(snapshot, tickerIds[snapshot.underlying], contracts)),
  };
}

function tickerRows(snapshots: readonly TickerSnapshot[], tickerIds: Readonly<Record<Ticker, number>>): RowColumns {
  const column = (of: (snapshot: TickerSnapshot) => number): Float64Array => Float64Array.from(snapshots, of);
  return {
    count: snapshots.length,
    columns: {
      ticker_id: column(({ ticker }) => tickerIds[ticker]),
      timestamp: column(({ time }) => time),
      price: column(({ last }) => priceOf(last)),
      bid: column(({ bid }) => priceOf(bid)),
      ask: column(({ ask }) => priceOf(ask)),
      volume: column(({ volume }) => countOf(volume)),
      open_price: column(({ open }) => priceOf(open)),
      high_price: column(({ high }) => priceOf(high)),
      low_price: column(({ low }) => priceOf(low)),
      previous_close: column(({ previousClose }) => priceOf(previousClose)),
      change_amount: column(({ last, previousClose }) => changeOf(last, previousClose)),
      change_percent: column(({ last, previousClose }) => figureOf((100 * changeOf(last, previousClose)) / priceOf(previousClose), 1e4)),
    },
  };
}

function chainRows(snapshot: ChainSnapshot, tickerId: number, contracts: ContractColumns): RowColumns {
  const { expiry, time, count, columns } = snapshot;
  const figures = (values: Float64Array): Float64Array => values.map((value) => figureOf(value, 1e6));
  return {
    count,
    columns: {
      underlying_ticker_id: new Float64Array(count).fill(tickerId),
      expiration_date: Array.from({ length: count }, () => expiry),
      strike_price: snapshot.strike.map(priceOf),
      ...contracts.of(snapshot),
      bid: columns.bid.map(priceOf),
      ask: columns.ask.map(priceOf),
      last_price: columns.last.map(priceOf),
      volume: columns.volume.map(countOf),
      open_interest: columns.openInterest.map(countOf),
      implied_volatility: figures(columns.iv),
      delta: figures(columns.delta),
      gamma: figures(columns.gamma),
      theta: figures(columns.theta),
      vega: figures(columns.vega),
      rho: figures(columns.rho),
      timestamp: new Float64Array(count).fill(time),
    },
  };
}

interface KnownContracts {
  readonly expiry: string;
  readonly strike: Float64Array;
  readonly isCall: Uint8Array;
  readonly option_type: string[];
  readonly symbol: string[];
}

/** Writes a contract's symbol once: a chain's rows are only ever appended, so those before are as they were. */
class ContractColumns {
  readonly #known = new Map<string, KnownContracts>();

  of({ underlying, expiry, count, strike, isCall }: ChainSnapshot): Pick<KnownContracts, 'option_type' | 'symbol'> {
    const known = this.#known.get(underlying);
    const same = (row: number): boolean => known?.expiry === expiry && known.strike[row] === strike[row] && known.isCall[row] === isCall[row];
    const option_type: string[] = [];
    const symbol: string[] = [];
    for (let row = 0; row < count; row += 1) {
      const right = isCall[row] === 1 ? 'call' : 'put';
      option_type.push(right);
      const written = same(row) ? known?.symbol[row] : undefined;
      symbol.push(written ?? symbolOf({ kind: 'option', underlying, expiry, right, strike: fromDollars(strike[row] ?? Number.NaN) }));
    }
    this.#known.set(underlying, { expiry, strike, isCall, option_type, symbol });
    return { option_type, symbol };
  }
}

/** In ten-thousandths of a dollar; NaN stays NaN. */
function priceOf(dollars: number): number {
  return Number.isFinite(dollars) ? fromDollars(dollars) : Number.NaN;
}

function changeOf(last: number, previousClose: number): number {
  return Number.isFinite(last) && Number.isFinite(previousClose) ? subtract(fromDollars(last), fromDollars(previousClose)) : Number.NaN;
}

function countOf(count: number): number {
  return Number.isFinite(count) ? Math.round(count) : Number.NaN;
}

/** Rounded to a whole part of `scale`, halves away from zero. */
function figureOf(figure: number, scale: number): number {
  return Number.isFinite(figure) ? (Math.sign(figure) * Math.round(Math.abs(figure) * scale)) / scale + 0 : Number.NaN;
}
