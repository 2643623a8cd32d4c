import type { SmileView } from '../../../src-core/contract/schemas.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { chainStraddleMove, densityMove } from '../../../src-core/market/expected-move.ts';
import type { FittedSmile } from '../../../src-core/market/smile/fit-smile.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { ChainFit } from '../../market-data/chain-smile.ts';
import type { Market } from '../../market-data/market.ts';
import { figure } from './market-view.ts';

/** Points of the curve from the lowest quoted strike to the highest. */
const CURVE_POINTS = 121;

export function smileView(market: Market, underlying: Underlying, now: EpochMs): SmileView {
  const chain = market.chain(underlying);
  const fitted = market.smile(underlying);
  const straddle = chain === null || fitted === null ? null : chainStraddleMove(chain, market.discount(underlying));
  return {
    underlying,
    time: now,
    expiry: chain?.expiry ?? null,
    clockLabel: market.clock.label,
    forward: figure(chain?.forward ?? Number.NaN),
    points: fitted === null ? [] : pointsOf(fitted),
    fit: fitted === null ? { state: 'absent', reason: chain === null ? 'no_chain' : 'no_time_left' } : fitOf(fitted),
    straddle: straddle?.ok ? { mean: straddle.move.meanMove, sigma: straddle.move.sigma, strikes: [...straddle.move.strikes] } : null,
  };
}

function pointsOf({ points, fit }: ChainFit): SmileView['points'] {
  const { count, strike, volatility, halfSpread } = points;
  return Array.from({ length: count }, (_, row) => ({
    strike: strike[row] ?? Number.NaN,
    iv: volatility[row] ?? Number.NaN,
    halfSpread: halfSpread[row] ?? Number.NaN,
    residual: fit.ok ? figure(fit.residuals.volatility[row] ?? Number.NaN) : null,
    residualHalfSpreads: fit.ok ? figure(fit.residuals.halfSpreads[row] ?? Number.NaN) : null,
  }));
}

function fitOf({ points, fit }: ChainFit): SmileView['fit'] {
  if (!fit.ok) return { state: 'absent', reason: fit.reason };
  const { mean, sigma, interval68, interval95 } = moveOf(fit);
  return {
    state: 'fitted',
    rms: fit.rootMeanSquare.volatility,
    rmsHalfSpreads: fit.rootMeanSquare.halfSpreads,
    withinSpread: fit.withinSpread,
    curve: curveOf(fit, points.strike[0] ?? fit.smile.forward, points.strike[points.count - 1] ?? fit.smile.forward),
    move: { mean, sigma, interval68, interval95 },
  };
}

function moveOf({ smile }: FittedSmile) {
  const { meanMove, sigma, interval68, interval95 } = densityMove(smile.distribution);
  return {
    mean: meanMove,
    sigma,
    interval68: { low: interval68.low, high: interval68.high },
    interval95: { low: interval95.low, high: interval95.high },
  };
}

function curveOf({ smile }: FittedSmile, low: number, high: number) {
  return Array.from({ length: CURVE_POINTS }, (_, i) => {
    const strike = low + ((high - low) * i) / (CURVE_POINTS - 1);
    return {
      strike,
      iv: smile.volatilityAt(strike),
      density: smile.distribution.density(strike),
      cumulative: smile.distribution.cumulative(strike),
    };
  });
}
