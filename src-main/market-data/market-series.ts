import { symbolOf, type Ticker, type Underlying } from '../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../src-core/money.ts';
import type { CorrelationPair } from '../../src-core/signals/market-state.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { PairCorrelations } from './market-measures.ts';
import type { ChainSnapshot, TickerSnapshot } from './recorder.ts';
import type { CorrelationPoint, MarketDataPoint, OptionsDataPoint } from './series-point.ts';

/** Where each is listed, as the schema document writes it. */
const EXCHANGES: Readonly<Record<Ticker, string>> = { SPY: 'ARCA', QQQ: 'NASDAQ', IWM: 'ARCA', VIX: 'CBOE' };

export function tickerPoint(snapshot: TickerSnapshot): MarketDataPoint {
  const { ticker: symbol, time, last: price, bid, ask, volume, previousClose } = snapshot;
  const change = previousClose > 0 ? (100 * (price - previousClose)) / previousClose : Number.NaN;
  return { measurement: 'market_data', tags: { symbol, exchange: EXCHANGES[symbol] }, fields: { price, bid, ask, volume, change_percent: change }, time };
}

/** Of the pairs that are known at all. */
export function correlationPoints(values: ReadonlyMap<CorrelationPair, PairCorrelations>, time: EpochMs): readonly CorrelationPoint[] {
  const points: CorrelationPoint[] = [];
  for (const [pair, { correlation, rolling7d, rolling30d }] of values) {
    if (Number.isNaN(correlation) && Number.isNaN(rolling7d) && Number.isNaN(rolling30d)) continue;
    points.push({ measurement: 'correlations', tags: { pair }, fields: { correlation, rolling_7d: rolling7d, rolling_30d: rolling30d }, time });
  }
  return points;
}

/** Makes points of chains. Tags are made once a contract: a chain's rows are only ever appended. */
export class ChainPoints {
  readonly #tags = new Map<Underlying, { readonly expiry: string; readonly rows: OptionsDataPoint['tags'][] }>();

  /** Adds a point for each contract of which anything is known. */
  add(snapshot: ChainSnapshot, points: OptionsDataPoint[]): void {
    const { time, count, columns } = snapshot;
    const { bid, ask, last, volume, openInterest, iv, delta, gamma, theta, vega } = columns;
    const tags = this.#tagsOf(snapshot);
    for (let row = 0; row < count; row += 1) {
      const of = tags[row];
      if (of === undefined) continue;
      const fields = {
        bid: bid[row] as number,
        ask: ask[row] as number,
        last: last[row] as number,
        volume: volume[row] as number,
        open_interest: openInterest[row] as number,
        iv: iv[row] as number,
        delta: delta[row] as number,
        gamma: gamma[row] as number,
        theta: theta[row] as number,
        vega: vega[row] as number,
      };
      if (isKnown(fields)) points.push({ measurement: 'options_data', tags: of, fields, time });
    }
  }

  #tagsOf({ underlying, expiry, count, isCall, strike }: ChainSnapshot): readonly OptionsDataPoint['tags'][] {
    let known = this.#tags.get(underlying);
    if (known?.expiry !== expiry) {
      known = { expiry, rows: [] };
      this.#tags.set(underlying, known);
    }
    const { rows } = known;
    for (let row = rows.length; row < count; row += 1) {
      const right = isCall[row] === 1 ? 'call' : 'put';
      const dollars = strike[row] as number;
      const symbol = symbolOf({ kind: 'option', underlying, expiry, right, strike: fromDollars(dollars) });
      rows.push({ symbol, underlying, option_type: right, strike: String(dollars), expiration: expiry.replaceAll('-', '') });
    }
    return rows;
  }
}

/** Open interest alone is last night's, and says nothing of now. */
function isKnown({ bid, ask, last, volume, iv }: OptionsDataPoint['fields']): boolean {
  return !(Number.isNaN(bid) && Number.isNaN(ask) && Number.isNaN(last) && Number.isNaN(volume) && Number.isNaN(iv));
}
