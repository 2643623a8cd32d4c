import { describe, expect, it } from 'vitest';
import { add, fromDollars, toDollars } from '../../../src-core/money.ts';
import { payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { holdingsOf } from '../../../src-core/analysis/analysed-structure.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { type Analysis, Analyser, type AnalysisInputs, type AnalysisRequest, drawnStructure, resultAt, type SlotAnalysis } from '../../../src-renderer/panels/analysis/analyse.ts';
import type { AnalysisSlot } from '../../../src-renderer/panels/analysis/analysis-store.ts';
import { coneOver, greekRange, greeksByPrice, greeksThroughDay } from '../../../src-renderer/panels/analysis/greek-series.ts';
import { scenarioTable } from '../../../src-renderer/panels/analysis/scenario-table.tsx';
import { handlesOf, handleUnder, payoffBox } from '../../../src-renderer/panels/analysis/payoff-paint.ts';
import { SPOT } from '../../core/analysis/analysis-fixture.ts';
import { CONDOR, held, inputs, listedQuotes, orderLeg, slot, symbol } from './analysis-fixture.ts';

function analysed(slots: readonly AnalysisSlot[], given: AnalysisInputs = inputs(), change: Partial<AnalysisRequest> = {}, analyser = new Analyser()): Analysis {
  const analysis = analyser.analyse(given, { slots, at: null, shift: 0, isTogether: false, isHeld: false, ...change });
  if (analysis === null) throw new Error('there is a price');
  return analysis;
}

function first({ slots: [slot] }: Analysis): SlotAnalysis & { readonly state: 'drawn' } {
  if (slot?.state !== 'drawn') throw new Error(`it is drawn, ${slot?.problem}`);
  return slot;
}

describe('a package that is held', () => {
  it('results in its marks less what was booked, now and at the spot', () => {
    const analysis = analysed([slot({ kind: 'package', tradeId: 't1' })]);
    const own = first(analysis);
    const quotes = listedQuotes();
    const value = own.drawn.legs.reduce((sum, { leg }) => sum + 100 * leg.quantity * (quotes.quoteOf(leg.contract)?.mid ?? Number.NaN), 0);
    const cost = 100 * (0.2 - 0.55 - 0.5 + 0.15) + 3;
    expect(own.cost).toBeCloseTo(cost, 9);
    expect(own.greeks.now.value).toBeCloseTo(value - cost, 9);
    expect(own.pricer.valueAt(SPOT, 0, analysis.frame.market.now) - own.cost).toBeCloseTo(value - cost, 6);
    expect(resultAt(own.now, analysis.frame, SPOT)).toBeCloseTo(value - cost, 0);
    expect(own.drawn).toMatchObject({ basis: 'booked', name: 'iron condor' });
  });

  it('ends as its payoff says, with its exact break-evens', () => {
    const own = first(analysed([slot({ kind: 'book' })]));
    const cost = own.drawn.structure.cost ?? fromDollars(Number.NaN);
    const profile = payoffProfile(holdingsOf(own.drawn.structure), cost);
    expect(own.figures).toMatchObject({ maximumGain: profile.maximumGain, maximumLoss: profile.maximumLoss, breakEvens: profile.breakEvens });
    for (const [i, price] of own.end.prices.entries()) expect(own.end.results[i]).toBeCloseTo(own.pricer.payoffAt(price) - own.cost, 9);
    expect(Array.from(own.end.prices)).toEqual(expect.arrayContaining([602, 605, 615, 618]));
  });

  it('adds up in the book, what was realised taken off', () => {
    const other = held('t2', [['call', 618, 2, 0.1]], { realised: fromDollars(12) });
    const gone = held('t3', [['call', 610, 1, 1]], { status: 'closed' });
    const own = first(analysed([slot({ kind: 'book' })], inputs({ packages: [CONDOR, other, gone] })));
    expect(own.drawn.legs.map(({ leg }) => leg.quantity)).toEqual([1, -1, -1, 3]);
    expect(own.cost).toBeCloseTo(-67 + (20 + 3 - 12), 9);
    expect(own.drawn.spec.margin).toBe(fromDollars(600));
  });

  it('says why it is not drawn', () => {
    expect(analysed([slot({ kind: 'package', tradeId: 'x' })]).slots[0]).toMatchObject({ state: 'absent', problem: 'It is not held any more.' });
    expect(analysed([slot({ kind: 'book' })], inputs({ packages: null })).slots[0]).toMatchObject({ state: 'absent', problem: 'Waiting for the positions.' });
    expect(analysed([slot({ kind: 'ticket' })]).slots[0]).toMatchObject({ state: 'absent', title: 'Ticket' });
  });
});

describe('a moved strike', () => {
  it('has its own quote and costs what trading both contracts does', () => {
    const before = first(analysed([slot({ kind: 'package', tradeId: 't1' })]));
    const moves = { [symbol('call', 615)]: fromDollars(616) };
    const own = first(analysed([slot({ kind: 'package', tradeId: 't1' }, { moves })]));
    const [, , short] = own.drawn.legs;
    expect(short).toMatchObject({ isMoved: true, leg: { source: 'quote', volatility: 0.15, contract: { strike: fromDollars(616) } } });
    expect(own.drawn.basis).toBe('moved');
    // At the marks nothing is gained by moving but its fees.
    const fees = before.greeks.now.value - own.greeks.now.value;
    expect(fees).toBeGreaterThan(0.5);
    expect(fees).toBeLessThan(5);
  });

  it('is priced by the smile where its strike has no quote', () => {
    const moves = { [symbol('call', 615)]: fromDollars(616) };
    const own = first(analysed([slot({ kind: 'package', tradeId: 't1' }, { moves })], inputs({ quotes: listedQuotes(3, { silent: [616] }) })));
    expect(own.drawn.legs[2]?.leg).toMatchObject({ source: 'smile', mark: Number.NaN });
    expect(own.drawn.legs[2]?.leg.volatility).toBeCloseTo(0.15, 9);
  });

  it('works out anew what it is of, and nothing else', () => {
    const analyser = new Analyser();
    const given = inputs({ ticket: { legs: [orderLeg('call', 612, 'buy')], quantity: 2, limit: null } });
    const one = slot({ kind: 'package', tradeId: 't1' });
    const two = slot({ kind: 'ticket' }, { letter: 'B' });
    const before = analysed([one, two], given, {}, analyser);
    const after = analysed([{ ...one, moves: { [symbol('put', 605)]: fromDollars(606) } }, two], given, { isHeld: true }, analyser);
    expect(after.frame).toBe(before.frame);
    const curvesOf = (analysis: Analysis, at: number) => (analysis.slots[at]?.state === 'drawn' ? analysis.slots[at].figures : null);
    expect(curvesOf(after, 1)).toBe(curvesOf(before, 1));
    expect(curvesOf(after, 0)).not.toBe(curvesOf(before, 0));
  });
});

describe('a ticket', () => {
  it('costs the expected fill, its limit once it has one, and that again only for its own strikes', () => {
    const ticket = { legs: [orderLeg('call', 610, 'buy'), orderLeg('call', 612, 'sell')], quantity: 3, limit: null };
    expect(drawnStructure(slot({ kind: 'ticket' }), inputs({ ticket }))).toMatchObject({ basis: 'expected_fill', name: 'bull call spread' });
    const limited = inputs({ ticket: { ...ticket, limit: fromDollars(0.7) } });
    const own = drawnStructure(slot({ kind: 'ticket' }), limited);
    expect(own).toMatchObject({ basis: 'given' });
    const cost = 'structure' in own ? toDollars(own.structure.cost ?? fromDollars(Number.NaN)) : Number.NaN;
    expect(cost).toBeGreaterThan(210);
    expect(cost).toBeLessThan(220);
    expect(drawnStructure(slot({ kind: 'ticket' }, { moves: { [symbol('call', 612)]: fromDollars(611) } }), limited)).toMatchObject({ basis: 'expected_fill' });
    expect(drawnStructure(slot({ kind: 'ticket' }, { quantity: 5 }), limited)).toMatchObject({ spec: { packages: 5 } });
  });

  it('is marked at half of an ask that nobody bids under, as what is held is', () => {
    const own = drawnStructure(slot({ kind: 'ticket' }), inputs({ quotes: listedQuotes(3, { unbid: [620] }), ticket: { legs: [orderLeg('call', 620, 'sell')], quantity: 1, limit: null } }));
    expect('legs' in own && own.legs[0]?.leg).toMatchObject({ mark: 0.01, source: 'smile' });
    expect(own).toMatchObject({ basis: 'model' });
  });
});

describe('all together', () => {
  it('result in the sum of the parts everywhere', () => {
    const given = inputs({ ticket: { legs: [orderLeg('call', 612, 'buy')], quantity: 2, limit: null } });
    const analysis = analysed([slot({ kind: 'book' }), slot({ kind: 'ticket' }, { letter: 'B' })], given, { isTogether: true, shift: 3, at: given.market.view.time + 60 * MINUTE });
    const [a, b] = analysis.slots;
    if (a?.state !== 'drawn' || b?.state !== 'drawn' || analysis.sum === null) throw new Error('all are drawn');
    expect(analysis.sum.drawn.structure.cost).toBe(add(a.drawn.structure.cost ?? fromDollars(0), b.drawn.structure.cost ?? fromDollars(0)));
    for (let i = 0; i < a.at.length; i += 10) expect(analysis.sum.at[i]).toBeCloseTo((a.at[i] ?? 0) + (b.at[i] ?? 0), 8);
    expect(analysis.sum.greeks.at.delta).toBeCloseTo(a.greeks.at.delta + b.greeks.at.delta, 9);
  });
});

describe('the moment looked at', () => {
  const given = inputs();
  const { time, reference } = given.market.view;

  it('is now where it was never chosen or has gone by, and ends at the reference', () => {
    expect(analysed([slot({ kind: 'book' })], given).frame).toMatchObject({ isNow: true, time });
    expect(analysed([slot({ kind: 'book' })], given, { at: time - MINUTE }).frame).toMatchObject({ isNow: true, time });
    const end = first(analysed([slot({ kind: 'book' })], given, { at: reference + MINUTE }));
    expect(end.at[100]).toBeCloseTo(end.pricer.payoffAt(610) - end.cost, 0);
    expect(analysed([slot({ kind: 'book' })], given, { at: reference + MINUTE }).frame.time).toBe(reference);
  });

  it('still has payoffs and scenarios after the reference', () => {
    const over = inputs({ hours: -0.1 });
    const analysis = analysed([slot({ kind: 'book' })], over);
    const own = first(analysis);
    expect(own.greeks.now.gamma).toBe(0);
    expect(own.figures?.outlook).toBeNull();
    expect(scenarioTable(analysis.frame, own).times).toHaveLength(1);
    expect(greeksThroughDay(analysis).series[0]?.columns.delta.every(Number.isFinite)).toBe(true);
    expect(coneOver(analysis.frame, Float64Array.of(0))).toBeNull();
  });

  it('has scenarios at its time among the others', () => {
    const analysis = analysed([slot({ kind: 'book' })], given, { at: time + 20 * MINUTE, shift: -2 });
    const own = first(analysis);
    const { times, prices, results } = scenarioTable(analysis.frame, own);
    expect(times).toEqual([0, 20, 45, 90, 135, 180].map((minutes) => time + minutes * MINUTE));
    expect(results[6 * 6 + 1]).toBeCloseTo(own.greeks.at.value, 9);
    expect(results[5]).toBeCloseTo(own.pricer.payoffAt(prices[0] ?? 0) - own.cost, 9);
  });
});

describe('Greeks', () => {
  it('by price and through the day agree with those at the spot', () => {
    const given = inputs();
    const analysis = analysed([slot({ kind: 'book' })], given, { at: given.market.view.time + 90 * MINUTE, shift: 1 });
    const own = first(analysis);
    const byPrice = greeksByPrice(analysis);
    const [series] = byPrice.series;
    expect(resultAt(series?.columns.delta ?? new Float64Array(2), analysis.frame, SPOT)).toBeCloseTo(own.greeks.at.delta, 1);
    const day = greeksThroughDay(analysis).series[0]?.columns;
    expect(day?.value[36]).toBeCloseTo(own.greeks.at.value, 9);
    expect(day?.theta[36]).toBeCloseTo(own.greeks.at.theta, 6);
    const range = greekRange(byPrice.series, 'gamma');
    expect(range.low).toBeLessThanOrEqual(0);
    expect(range.high).toBeGreaterThan(0);
  });
});

describe('the handles of strikes', () => {
  it('are taken hold of by their tab, or by their line in the plot', () => {
    const analysis = analysed([slot({ kind: 'book' })]);
    const own = first(analysis);
    const size = { width: 800, height: 400 };
    const handles = handlesOf(own, analysis.frame, size, symbol('call', 615));
    expect(handles.map(({ text }) => text)).toEqual(['+1P', '−1P', '−1C 615', '+1C']);
    const box = payoffBox(size);
    const short = handles[2];
    if (short === undefined) throw new Error('there are four');
    expect(handleUnder(handles, box, short.x + 3, box.top + 20)?.symbol).toBe(symbol('call', 615));
    expect(handleUnder(handles, box, short.x + short.width / 2, short.y + 4)?.symbol).toBe(symbol('call', 615));
    expect(handleUnder(handles, box, short.x + 15, box.top + 20)).toBeNull();
  });
});
