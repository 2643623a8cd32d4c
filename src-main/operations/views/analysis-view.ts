import { clockGridPoints } from '../../../src-core/analysis/clock-grid.ts';
import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import type { AnalysisView } from '../../../src-core/contract/analysis.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { densityMove } from '../../../src-core/market/expected-move.ts';
import { LognormalMixture } from '../../../src-core/market/smile/lognormal-mixture.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { Market } from '../../market-data/market.ts';
import { pricedSpot } from '../../risk/held-positions.ts';
import { figure } from './market-view.ts';

export function analysisView(market: Market, session: ExchangeSession, underlying: Underlying, now: EpochMs): AnalysisView {
  const last = market.underlyingPrice(underlying)?.price ?? null;
  const spotOf = () => (last === null ? null : fromDollars(last));
  return {
    underlying,
    time: now,
    date: session.date,
    open: session.open,
    reference: session.reference,
    clockLabel: market.clock.label,
    spot: pricedSpot(underlying, { market, session, spotOf }, now),
    last,
    forward: figure(market.chain(underlying)?.forward ?? Number.NaN),
    rate: market.rate,
    discount: market.discount(underlying),
    clock: pointsOf(market, session, now),
    atmIv: market.atm(underlying)?.iv ?? null,
    distribution: distributionOf(market, underlying, now),
  };
}

function pointsOf(market: Market, session: ExchangeSession, now: EpochMs): AnalysisView['clock'] {
  const { minutes, varianceYears } = clockGridPoints(session, market.clock, now);
  return { minutes: [...minutes], varianceYears: [...varianceYears] };
}

function distributionOf(market: Market, underlying: Underlying, now: EpochMs): AnalysisView['distribution'] {
  const chain = market.chain(underlying);
  if (chain === null) return { state: 'absent', reason: 'no_chain' };
  const years = market.clock.yearsLeft(now);
  const fitted = market.smile(underlying);
  if (fitted === null) return { state: 'absent', reason: 'no_time_left' };
  const { fit } = fitted;
  if (fit.ok) return known('smile', fit.smile.distribution, fit.smile.years);
  const atm = market.atm(underlying);
  if (atm === null || !(atm.sigmaLeft > 0)) return { state: 'absent', reason: fit.reason };
  const { forward } = chain;
  return known('lognormal', new LognormalMixture(forward, [{ weight: 1, forward, totalVolatility: atm.sigmaLeft / forward }]), years);
}

function known(source: 'smile' | 'lognormal', distribution: LognormalMixture, years: number): AnalysisView['distribution'] {
  const { meanMove, sigma, interval68, interval95 } = densityMove(distribution);
  return {
    state: 'known',
    source,
    forward: distribution.forward,
    years,
    components: distribution.components.map((component) => ({ ...component })),
    move: { mean: meanMove, sigma, interval68: { low: interval68.low, high: interval68.high }, interval95: { low: interval95.low, high: interval95.high } },
  };
}
