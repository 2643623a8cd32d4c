import type { MarketView, TickerView } from '../../../src-core/contract/schemas.ts';
import { minutesLeft } from '../../../src-core/calendar/expiry-clock.ts';
import { isUnderlying, TICKERS, type Ticker, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';
import type { Chain } from '../../../src-core/market/chain.ts';
import type { Market } from '../../market-data/market.ts';
import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';

export function marketView(market: Market, session: ExchangeSession, now: EpochMs, staleAfterMs: number): MarketView {
  return { time: now, tickers: TICKERS.map((ticker) => tickerView(market, session, ticker, now, staleAfterMs)) };
}

function tickerView(market: Market, session: ExchangeSession, ticker: Ticker, now: EpochMs, staleAfterMs: number): TickerView {
  const state = market.tickerState(ticker);
  const change = state.last - state.previousClose;
  const minutes = Math.min(state.minutes.length, Math.max(0, Math.floor((now - session.open) / MINUTE) + 1));
  return {
    ticker,
    time: figure(state.time),
    last: figure(state.last),
    bid: figure(state.bid),
    ask: figure(state.ask),
    volume: figure(state.volume),
    open: figure(state.open),
    high: figure(state.high),
    low: figure(state.low),
    previousClose: figure(state.previousClose),
    change: figure(change),
    changePercent: figure((change / state.previousClose) * 100),
    stale: now - state.time > staleAfterMs,
    chain: isUnderlying(ticker) ? chainSummary(market, ticker, now) : null,
    minutes: Array.from(state.minutes.subarray(0, minutes), figure),
  };
}

function chainSummary(market: Market, underlying: Underlying, now: EpochMs): TickerView['chain'] {
  const chain = market.chain(underlying);
  if (chain === null) return null;
  const atm = market.atm(underlying);
  return {
    expiry: chain.expiry,
    contracts: chain.count,
    forward: figure(chain.forward),
    forwardSource: chain.forwardSource,
    atmStrike: atm?.strike ?? null,
    atmIv: atm?.iv ?? null,
    sigmaLeft: atm?.sigmaLeft ?? null,
    clock: market.clock.name,
    clockLabel: market.clock.label,
    minutesLeft: minutesLeft(market.clock, now),
    ...parity(chain, market.rate, market.discount(underlying)),
  };
}

function parity(chain: Chain, rate: number, discount: number) {
  const { carry } = chain;
  if (carry === null) {
    return { forwardError: null, pairsUsed: 0, pairsRejected: 0, discount, discountSource: 'configured', rate, dividendYield: null, disagreement: false } as const;
  }
  const { forwardError, pairsUsed, pairsRejected, discountSource } = carry;
  const { dividendYield: value = null, error = 0, significant = false } = carry.carry ?? {};
  return {
    forwardError,
    pairsUsed,
    pairsRejected,
    discount,
    discountSource,
    rate: carry.rate,
    dividendYield: value === null ? null : { value, error, significant },
    disagreement: carry.carry?.disagreement ?? false,
  };
}

/** null for what could not be computed. */
export function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
