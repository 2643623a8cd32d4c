import type { ChainPicture } from '../../src-core/contract/journal.ts';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import { toDollars } from '../../src-core/money.ts';
import { signOf } from '../../src-core/orders/net-price.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';

/** The chain of an underlying as it was recorded last at or before a moment. */
export interface RecordedChain {
  /** The newest quote in it. */
  readonly recordedAt: EpochMs;
  /** "recorded session", or the recording's name. */
  readonly source: string;
  /** Dollars; null where it was not recorded. */
  readonly spot: number | null;
  /** Of the date's expiry alone. Prices in dollars; NaN is unknown. */
  readonly rows: readonly RecordedQuote[];
}

export interface RecordedQuote {
  /** Dollars. */
  readonly strike: number;
  readonly right: 'call' | 'put';
  readonly bid: number;
  readonly ask: number;
  readonly iv: number;
  readonly delta: number;
}

/** Where chains are recorded. null: it has none of that moment. */
export interface RecordedChains {
  at(request: { readonly underlying: Underlying; readonly date: IsoDate; readonly time: EpochMs }): Promise<RecordedChain | null>;
}

/** The first of the places that has the moment: the most exact one comes first. */
export function firstRecorded(places: readonly RecordedChains[]): RecordedChains {
  return {
    async at(request) {
      for (const place of places) {
        const found = await place.at(request);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

/** Strikes shown beyond the legs and the money on each side. */
const BEYOND = 8;
const ABSENT = { bid: null, ask: null, iv: null, delta: null } as const;

/** The chain around the money and all the legs of a trade. */
export function chainPicture(chain: RecordedChain, trade: Pick<Trade, 'underlying' | 'legs'>, time: EpochMs): ChainPicture {
  const legs = trade.legs.flatMap(({ symbol, side, ratio }) => {
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'option' ? [{ strike: toDollars(instrument.strike), right: instrument.right, units: signOf(side) * ratio }] : [];
  });
  const byStrike = Map.groupBy(chain.rows, ({ strike }) => strike);
  for (const { strike } of legs) if (!byStrike.has(strike)) byStrike.set(strike, []);
  const strikes = [...byStrike.keys()].sort((left, right) => left - right);
  const marks = [...legs.map(({ strike }) => strikes.indexOf(strike)), ...(chain.spot === null ? [] : [nearest(strikes, chain.spot)])];
  const middle = Math.floor(strikes.length / 2);
  const from = Math.max(0, Math.min(...(marks.length > 0 ? marks : [middle])) - BEYOND);
  const to = Math.max(...(marks.length > 0 ? marks : [middle])) + BEYOND;
  const unitsAt = (strike: number, right: 'call' | 'put'): number => legs.reduce((sum, leg) => sum + (leg.strike === strike && leg.right === right ? leg.units : 0), 0);
  return {
    underlying: trade.underlying,
    time,
    recordedAt: chain.recordedAt,
    source: chain.source,
    spot: chain.spot,
    rows: strikes.slice(from, to + 1).map((strike) => ({
      strike,
      call: quoteOf(byStrike.get(strike) ?? [], 'call'),
      put: quoteOf(byStrike.get(strike) ?? [], 'put'),
      callLeg: unitsAt(strike, 'call'),
      putLeg: unitsAt(strike, 'put'),
    })),
  };
}

function nearest(strikes: readonly number[], spot: number): number {
  let best = 0;
  strikes.forEach((strike, place) => {
    if (Math.abs(strike - spot) < Math.abs((strikes[best] ?? Number.POSITIVE_INFINITY) - spot)) best = place;
  });
  return best;
}

function quoteOf(quotes: readonly RecordedQuote[], right: 'call' | 'put'): ChainPicture['rows'][number]['call'] {
  const quote = quotes.find((one) => one.right === right);
  if (quote === undefined) return ABSENT;
  const known = (figure: number): number | null => (Number.isFinite(figure) ? figure : null);
  return { bid: known(quote.bid), ask: known(quote.ask), iv: known(quote.iv), delta: known(quote.delta) };
}
