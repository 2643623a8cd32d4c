import { describe, expect, it } from 'vitest';
import { yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import { PricePath } from '../../../src-main/market-data/price-path.ts';
import { newQuoteBatch } from '../../../src-main/market-data/quote-batch.ts';
import { QuoteMaker, type QuotedPath } from '../../../src-main/market-data/quote-maker.ts';
import { fairCall, fairPut } from '../../../src-main/market-data/smile.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');
const path = new PricePath(7, session, { SPY: 612, QQQ: 548, IWM: 231, VIX: 16.8 });

describe('quote maker', () => {
  it.each(['SPY', 'QQQ', 'IWM'] as const)('quotes %s on the tick around fair, with no arbitrage in it', (underlying) => {
    const maker = new QuoteMaker(7, underlying, session, path);
    const batch = newQuoteBatch(underlying, maker.capacity);
    for (let step = 0; step < path.steps; step += 4801) {
      const contracts = maker.seek(step, batch);
      expect(batch.count).toBe(contracts.length);
      const at = path.underlyings[underlying].lastMove[step] ?? 0;
      const forward = path.underlyings[underlying].price[at] ?? Number.NaN;
      const deviation = path.deviation(underlying, at);
      const calls: { strike: number; bid: number; ask: number }[] = [];
      contracts.forEach(({ strike, right }, row) => {
        const bid = batch.bid[row] ?? Number.NaN;
        const ask = batch.ask[row] ?? Number.NaN;
        const fair = right === 'call' ? fairCall(forward, deviation, strike) : fairPut(forward, deviation, strike);
        if (!Number.isNaN(bid)) {
          expect(bid).toBeLessThanOrEqual(fair);
          expect(bid).toBe(Math.round(bid * 100) / 100);
          expect(batch.bidSize[row]).toBeGreaterThan(0);
          expect(Math.abs((bid + ask) / 2 - fair)).toBeLessThan(0.01);
        }
        expect(ask).toBeGreaterThanOrEqual(fair);
        expect(ask).toBe(Math.round(ask * 100) / 100);
        expect(batch.askSize[row]).toBeGreaterThan(0);
        if (right === 'call') calls.push({ strike, bid: Number.isNaN(bid) ? 0 : bid, ask });
      });
      for (let i = 1; i + 1 < calls.length; i += 1) {
        const [low, middle, high] = [calls[i - 1], calls[i], calls[i + 1]];
        if (low === undefined || middle === undefined || high === undefined) throw new Error('three strikes');
        // What could be traded: a spread for nothing, a spread above its width, a butterfly for less than nothing.
        expect(low.ask - middle.bid).toBeGreaterThan(0);
        expect(low.bid - middle.ask).toBeLessThan(middle.strike - low.strike);
        expect(low.ask - 2 * middle.bid + high.ask).toBeGreaterThan(0);
        // Mids are off by less than the tick.
        if (middle.bid > 0) expect(low.bid + low.ask - middle.bid - middle.ask).toBeGreaterThan(-0.02);
      }
    }
  });

  it('carries the forward at its rate, and pays for the right to exercise', () => {
    const rate = 0.05;
    const maker = new QuoteMaker(7, 'SPY', session, path, rate);
    const batch = newQuoteBatch('SPY', maker.capacity);
    const contracts = maker.seek(60, batch);
    const spot = path.underlyings.SPY.price[path.underlyings.SPY.lastMove[60] ?? 0] ?? Number.NaN;
    const mid = (strike: number, right: 'call' | 'put'): number => {
      const row = contracts.findIndex((contract) => contract.strike === strike && contract.right === right);
      return ((batch.bid[row] ?? Number.NaN) + (batch.ask[row] ?? Number.NaN)) / 2;
    };
    const interest = (strike: number): number => strike * -Math.expm1(-rate * yearsToReference(session, session.open));
    const low = Math.floor(spot) - 6;
    // Deep in the money the call has the interest on its strike in it, and the put is worth exercising: no less.
    expect(mid(low, 'call') - mid(low, 'put')).toBeCloseTo(spot - low + interest(low), 1);
    for (const { strike, right } of contracts) {
      if (right === 'put' && strike > spot) expect(mid(strike, 'put')).toBeGreaterThan(strike - spot - 0.0101);
    }
    expect(interest(600)).toBeGreaterThan(0.02);
  });

  it('widens away from the money and toward the close', () => {
    const maker = new QuoteMaker(7, 'SPY', session, path);
    const batch = newQuoteBatch('SPY', maker.capacity);
    const widths = (step: number): { near: number; deep: number } => {
      const contracts = maker.seek(step, batch);
      const price = path.underlyings.SPY.price[step] ?? Number.NaN;
      const mean = (from: number, to: number): number => {
        const rows = contracts.flatMap(({ strike, right }, row) => (right === 'call' && price - strike > from && price - strike < to ? [row] : []));
        return rows.reduce((sum, row) => sum + (batch.ask[row] ?? 0) - (batch.bid[row] ?? 0), 0) / rows.length;
      };
      return { near: mean(-3, 3), deep: mean(20, 30) };
    };
    const noon = widths(36_000);
    expect(noon.near).toBeLessThan(0.04);
    expect(noon.deep).toBeGreaterThan(4 * noon.near);
    const { deep } = widths(93_500);
    expect(deep).toBeGreaterThan(1.5 * noon.deep);
  });

  it('lists more strikes when the price walks to the edge, in the same rows however it got there', () => {
    const steps = 2400;
    const price = Float64Array.from({ length: steps }, (_, step) => 612 * (1 + (0.08 * step) / steps));
    const lastMove = Int32Array.from({ length: steps }, (_, step) => step);
    const columns = { price, lastMove, volume: new Float64Array(steps) };
    const rising: QuotedPath = { underlyings: { SPY: columns, QQQ: columns, IWM: columns }, deviation: () => 3, stepMs: 250, call: fairCall };
    const walked = new QuoteMaker(1, 'SPY', session, rising);
    const batch = newQuoteBatch('SPY', walked.capacity);
    const contracts = [];
    for (let step = 0; step < steps; step += 1) {
      contracts.push(...walked.listedAt(step));
      walked.changes(step, batch);
      const high = contracts.at(-1)?.strike ?? Number.NaN;
      expect(high).toBeGreaterThanOrEqual((price[step] ?? Number.NaN) * 1.02 - 1);
    }
    expect(contracts.length).toBeGreaterThan(150);
    expect(new QuoteMaker(1, 'SPY', session, rising).seek(steps - 1, batch)).toEqual(contracts);
    expect(batch.count).toBe(contracts.length);
  });
});
