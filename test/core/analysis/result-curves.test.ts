import { describe, expect, it } from 'vitest';
import { holdingsOf, positionOf, together } from '../../../src-core/analysis/analysed-structure.ts';
import { breakEvensAt, evenPrices, greekColumns, greeksOver, greeksThrough, noGreeks, payoffsOver, resultsOver, resultSurface, scenarioResults } from '../../../src-core/analysis/result-curves.ts';
import { fromDollars, subtract, toDollars } from '../../../src-core/money.ts';
import { greeks, price } from '../../../src-core/pricing/black-scholes.ts';
import { PositionPricer } from '../../../src-core/risk/position-pricer.ts';
import { payoff, payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { leg, marketBefore, RATE, SPOT, structure } from './analysis-fixture.ts';

const COST = fromDollars(-81.24);
/** Calls and out-of-the-money puts: without early exercise in any of them the model is Black-Scholes-Merton alone. */
const CONDOR = structure([leg('put', 600, 2, 0.17), leg('put', 604, -2, 0.16), leg('call', 616, -2, 0.145), leg('call', 620, 2, 0.15)], COST);

function loaded(shape = CONDOR, hours = 3) {
  const market = marketBefore(hours);
  const pricer = new PositionPricer();
  pricer.load(positionOf(shape, SPOT), RATE, market.now);
  return { market, pricer };
}

function modelled(at: 'value' | 'delta' | 'gamma' | 'theta' | 'vega', spot: number, years: number, shift: number): number {
  return CONDOR.legs.reduce((sum, { contract, quantity, volatility }) => {
    const option = { right: contract.right, spot, strike: toDollars(contract.strike), years, rate: RATE, dividendYield: 0 };
    const each = at === 'value' ? price(option, volatility + shift) : greeks(option, volatility + shift)[at];
    return sum + quantity * 100 * each;
  }, 0);
}

describe('result curves', () => {
  const prices = new Float64Array(41);
  evenPrices(605, 615, prices);

  it.each([
    [2, 0],
    [0.5, 0.05],
    [1.25, -0.03],
  ])('are Black-Scholes-Merton less the cost, %s hours before the reference with %s added to the volatilities', (hours, shift) => {
    const { market, pricer } = loaded();
    const left = market.grid.at(hours * 60);
    const results = new Float64Array(41);
    resultsOver(pricer, prices, shift, left, toDollars(COST), results);
    for (const [i, spot] of prices.entries()) expect(results[i]).toBeCloseTo(modelled('value', spot, left.years, shift) - toDollars(COST), 9);
  });

  it('are the exact payoff at the reference', () => {
    const { pricer } = loaded();
    const wide = new Float64Array(201);
    evenPrices(590, 630, wide);
    const results = new Float64Array(201);
    payoffsOver(pricer, wide, toDollars(COST), results);
    for (const [i, spot] of wide.entries()) expect(results[i]).toBeCloseTo(toDollars(subtract(payoff(holdingsOf(CONDOR), fromDollars(spot)), COST)), 9);
  });

  it('are the marks now, whatever the model says of them', () => {
    const shape = structure([leg('put', 612, 3, 0.15, 2.61), leg('call', 615, -3, 0.14, 0.33)], COST, 100);
    const { market, pricer } = loaded(shape);
    expect(pricer.valueAt(SPOT, 0, market.now) - toDollars(COST)).toBeCloseTo(300 * (2.61 - 0.33) + 100 * SPOT + 81.24, 9);
  });

  it('have break-evens where the result is zero, which at the reference are those of the payoff', () => {
    const { market, pricer } = loaded();
    const wide = new Float64Array(201);
    evenPrices(590, 630, wide);
    const cost = toDollars(COST);
    const results = new Float64Array(201);
    const end = { years: 0, varianceYears: 0, pace: 0 };
    resultsOver(pricer, wide, 0, end, cost, results);
    const atEnd = breakEvensAt(wide, results, (at) => pricer.valueAt(at, 0, end) - cost);
    const exact = payoffProfile(holdingsOf(CONDOR), COST).breakEvens;
    expect(atEnd).toHaveLength(exact.length);
    for (const [i, at] of exact.entries()) expect(atEnd[i]).toBeCloseTo(at, 6);
    const left = market.grid.at(60);
    resultsOver(pricer, wide, 0, left, cost, results);
    const before = breakEvensAt(wide, results, (at) => pricer.valueAt(at, 0, left) - cost);
    expect(before).toHaveLength(2);
    for (const at of before) expect(modelled('value', at, left.years, 0)).toBeCloseTo(cost, 3);
  });

  it('finds a break-even that is one of the prices once', () => {
    const axis = Float64Array.of(1, 2, 3, 4);
    expect(breakEvensAt(axis, Float64Array.of(-1, 0, 1, 2), (at) => at - 2)).toEqual([2]);
  });

  it('have a surface and scenarios of the same values', () => {
    const { market, pricer } = loaded();
    const shifts = Float64Array.of(-0.02, 0, 0.1);
    const left = market.grid.at(90);
    const surface = new Float64Array(prices.length * shifts.length);
    resultSurface(pricer, prices, shifts, left, 5, surface);
    const scenarios = scenarioResults(pricer, prices, 0.1, [market.now, left, market.grid.at(0)], 5);
    for (const [i, spot] of prices.entries()) {
      for (const [j, shift] of shifts.entries()) expect(surface[i * 3 + j]).toBe(pricer.valueAt(spot, shift, left) - 5);
      expect(scenarios[i * 3 + 1]).toBe(surface[i * 3 + 2]);
      expect(scenarios[i * 3 + 2]).toBeCloseTo(pricer.payoffAt(spot) - 5, 9);
    }
  });
});

describe('greek curves', () => {
  const prices = new Float64Array(21);
  evenPrices(606, 614, prices);

  it('are the sums of the legs’ Greeks', () => {
    const { market, pricer } = loaded();
    const left = market.grid.at(100);
    const columns = greekColumns(21);
    greeksOver(pricer, prices, 0.02, left, columns);
    for (const [i, spot] of prices.entries()) {
      expect(columns.value[i]).toBeCloseTo(modelled('value', spot, left.years, 0.02), 9);
      expect(columns.delta[i]).toBeCloseTo(modelled('delta', spot, left.years, 0.02), 9);
      expect(columns.gamma[i]).toBeCloseTo(modelled('gamma', spot, left.years, 0.02), 9);
      expect(columns.theta[i]).toBeCloseTo(modelled('theta', spot, left.years, 0.02) / 365, 9);
      expect(columns.vega[i]).toBeCloseTo(modelled('vega', spot, left.years, 0.02) / 100, 9);
    }
  });

  it('are the differences of the values, with marks off the model, shares and early exercise among them', () => {
    const shape = structure([leg('put', 613, 4, 0.15, 3.4), leg('call', 608, -2, 0.16, 3.1), leg('put', 640, 1, 0.15, 30.2)], COST, -150);
    const { market, pricer } = loaded(shape, 2.5);
    const at = noGreeks();
    const minutes = 97.5;
    for (const spot of [606.3, 610.6, 612.2]) {
      const left = market.grid.at(minutes);
      pricer.greeksAt(spot, 0.01, left, left.pace, at);
      const value = (price: number, shift: number, before: number): number => pricer.valueAt(price, shift, market.grid.at(before));
      const h = 1e-3;
      expect(at.value).toBeCloseTo(value(spot, 0.01, minutes), 9);
      expect(at.delta).toBeCloseTo((value(spot + h, 0.01, minutes) - value(spot - h, 0.01, minutes)) / (2 * h), 3);
      expect(at.gamma).toBeCloseTo((value(spot + 0.02, 0.01, minutes) - 2 * at.value + value(spot - 0.02, 0.01, minutes)) / 0.02 ** 2, 1);
      expect(at.vega).toBeCloseTo((value(spot, 0.0101, minutes) - value(spot, 0.0099, minutes)) / 0.02, 3);
      const day = 0.05 / 1440;
      expect(at.theta / ((value(spot, 0.01, minutes - 0.05) - value(spot, 0.01, minutes + 0.05)) / (2 * day))).toBeCloseTo(1, 4);
    }
  });

  it('are the slope of the payoff alone once no time is left', () => {
    const { market, pricer } = loaded();
    const columns = greekColumns(3);
    greeksThrough(pricer, 618, 0, [market.now, market.grid.at(5), market.grid.at(0)], columns);
    expect([columns.delta[2], columns.gamma[2], columns.theta[2], columns.vega[2]]).toEqual([-200, 0, 0, 0]);
    expect(columns.gamma[0]).not.toBe(0);
  });

  it('say nothing where a leg has no volatility', () => {
    const { market, pricer } = loaded(structure([leg('call', 610, 1, Number.NaN, 1.2), leg('call', 612, -1)]));
    const at = noGreeks();
    pricer.greeksAt(611, 0, market.grid.at(30), 1, at);
    expect([at.value, at.delta, at.vega].every(Number.isNaN)).toBe(true);
    expect(pricer.value).not.toBeNaN();
  });
});

describe('together', () => {
  it('holds each contract once, and the costs in sum', () => {
    const both = together('SPY', [CONDOR, structure([leg('call', 616, 2), leg('put', 600, 1)], fromDollars(30), 100)]);
    expect(both.legs.map(({ contract, quantity }) => [contract.right, toDollars(contract.strike), quantity])).toEqual([['put', 600, 3], ['put', 604, -2], ['call', 620, 2]]);
    expect(both).toMatchObject({ shares: 100, cost: fromDollars(-51.24) });
    expect(together('SPY', [CONDOR, structure([], null)]).cost).toBeNull();
  });
});
