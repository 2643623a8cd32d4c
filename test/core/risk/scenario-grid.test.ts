import { describe, expect, it } from 'vitest';
import { YEAR } from '../../../src-core/calendar/expiry-clock.ts';
import { money } from '../../../src-core/money.ts';
import type { ScenarioGrid } from '../../../src-core/risk/measures.ts';
import { scenarioGridSchema } from '../../../src-core/risk/measures.ts';
import type { Position } from '../../../src-core/risk/position-pricer.ts';
import { ScenarioPricer, type ScenarioRequest, SPOT_MOVES, VOLATILITY_SHIFTS } from '../../../src-core/risk/scenario-grid.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { payoff } from '../../../src-core/strategies/payoff.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { CONDOR, option, shares } from '../strategies/holdings.ts';
import { american, momentBefore, positionOf } from './positions.ts';

const SPOT = 610;
const moment = momentBefore(4);
const pricer = new ScenarioPricer();
const unmoved = { move: SPOT_MOVES.indexOf(0), volatility: VOLATILITY_SHIFTS.indexOf(0) };

function gridOf(positions: readonly Position[], more: Partial<ScenarioRequest> = {}): ScenarioGrid {
  return scenarioGridSchema.parse(pricer.grid({ moment, scope: 'book', positions, betas: {}, notes: [], ...more }));
}

function valueNow({ legs, shares: count, spot }: Position): number {
  return legs.reduce((sum, { units, mark }) => sum + units * mark, count * spot);
}

/** What each holds, and what it is worth at the end by hand, by the move. */
const BOOKS: Readonly<Record<string, { readonly holdings: readonly Holding[]; readonly ends: Readonly<Record<string, number>> }>> = {
  // 610 · 0.97 = 591.70; 610 · 0.98 = 597.80; 610 · 0.99 = 603.90; 610 · 1.01 = 616.10; 610 · 1.03 = 628.30.
  // Two of: 606 - 602 = 4 at the most; 606 - 603.90 = 2.10.
  'bull put spread': { holdings: [option(-2, 606, 'put'), option(2, 602, 'put')], ends: { '-0.02': -800, '-0.01': -420, 0: 0, 0.03: 0 } },
  // 600 - 597.80 = 2.20, 5 at the most; 616.10 - 615 = 1.10, 3 at the most.
  'condor, wider below': { holdings: [option(1, 595, 'put'), option(-1, 600, 'put'), option(-1, 615, 'call'), option(1, 618, 'call')], ends: { '-0.02': -220, '-0.03': -500, 0: 0, 0.01: -110, 0.03: -300 } },
  // 605 - 603.90 = 1.10; 628.30 - 615 = 13.30.
  strangle: { holdings: [option(-1, 605, 'put'), option(-1, 615, 'call')], ends: { '-0.01': -110, 0: 0, 0.03: -1_330 } },
  // 616.10 - 612 = 4.10 less two of 1.10; 628.30 - 612 = 16.30 less two of 13.30.
  'ratio spread': { holdings: [option(1, 612, 'call'), option(-2, 615, 'call')], ends: { 0: 0, 0.01: 410 - 220, 0.03: 1_630 - 2_660 } },
  // The shares alone below 612; above it they are called away at that.
  'covered call': { holdings: [shares(100), option(-1, 612, 'call')], ends: { '-0.02': 59_780, 0.01: 61_610 - 410, 0.03: 61_200 } },
  // Three calls of 18.30, a condor's 8.30 less 5.30, a short call of 3.30, and 50 shares owed.
  mixed: { holdings: [...CONDOR, shares(-50), option(3, 610, 'call'), option(-1, 625, 'call')], ends: { 0: -30_500, 0.03: 3 * 1_830 - 330 - 830 + 530 - 50 * 628.3 } },
};

describe('the scenario grid', () => {
  it.each(Object.entries(BOOKS))('ends on the payoff, to the cent: %s', (_, { holdings, ends }) => {
    const position = positionOf(holdings, moment);
    const { results, minutes, moves } = gridOf([position]);
    const now = valueNow(position);
    expect(minutes).toEqual([0, 60, 120, 180, 240]);
    const last = results.at(-1) ?? [];
    for (const [move, end] of Object.entries(ends)) expect(last[0]?.[moves.indexOf(Number(move))]).toBeCloseTo(end - now, 2);
    for (const [k, move] of moves.entries()) {
      const exact = payoff(holdings, money(Math.round(SPOT * (1 + move) * 10_000))) / 10_000 - now;
      for (const column of last) expect(column[k]).toBeCloseTo(exact, 2);
    }
  });

  it.each(Object.entries(BOOKS))('prices every leg anew before the end: %s', (_, { holdings }) => {
    const position = positionOf(holdings, moment);
    const { results, minutes } = gridOf([position]);
    expect(results[0]?.[unmoved.volatility]?.[unmoved.move]).toBe(0);
    const now = valueNow(position);
    for (const [i, minute] of minutes.slice(0, -1).entries()) {
      const years = (moment.session.reference - moment.time - minute * MINUTE) / YEAR;
      for (const [j, points] of VOLATILITY_SHIFTS.entries()) {
        for (const [k, move] of SPOT_MOVES.entries()) {
          const spot = SPOT * (1 + move);
          let value = position.shares * spot;
          for (const leg of position.legs) value += leg.units * american(leg, spot, years, Math.max(leg.volatility + points / 100, 0.01));
          expect(Math.abs((results[i]?.[j]?.[k] ?? Number.NaN) - (value - now))).toBeLessThan(0.006);
        }
      }
    }
  });

  it('keeps what a quote has over the model, and lets it go with the time', () => {
    const plain = positionOf([option(1, 630, 'put')], moment);
    const richer: Position = { ...plain, legs: plain.legs.map((leg) => ({ ...leg, mark: leg.mark + 0.02 })) };
    const cell = (grid: ScenarioGrid, time: number): number | null | undefined => grid.results[time]?.[unmoved.volatility]?.[unmoved.move];
    const grid = gridOf([richer]);
    expect(cell(grid, 0)).toBe(0);
    expect(cell(grid, 4)).toBeCloseTo(-2, 2);
    expect((cell(grid, 2) ?? 0) - (cell(gridOf([plain]), 2) ?? 0)).toBeCloseTo(-1, 2);
  });

  it('moves each underlying by its beta and adds them up', () => {
    const spy = positionOf([option(2, 612, 'call')], moment);
    const qqq: Position = { ...positionOf([option(-1, 550, 'call')], moment, 545), underlying: 'QQQ' };
    const both = gridOf([spy, qqq], { betas: { SPY: 1, QQQ: 2 } });
    const alone = gridOf([spy]);
    expect(both.betas).toEqual({ SPY: 1, QQQ: 2 });
    const up = SPOT_MOVES.indexOf(0.01);
    const twice = gridOf([qqq]).results[4]?.[0]?.[SPOT_MOVES.indexOf(0.02)] ?? Number.NaN;
    expect(both.results[4]?.[0]?.[up]).toBeCloseTo((alone.results[4]?.[0]?.[up] ?? Number.NaN) + twice, 1);
  });

  it('says which cells are absent and why', () => {
    const [leg] = positionOf([option(1, 612, 'call')], moment).legs;
    if (leg === undefined) throw new Error('it has a leg');
    const position: Position = { underlying: 'SPY', spot: SPOT, shares: 0, legs: [{ ...leg, volatility: Number.NaN }] };
    const grid = gridOf([position], { notes: ['a note'] });
    expect([grid.results[0]?.[4]?.[10], grid.results[4]?.[4]?.[10], grid.note]).toEqual([null, -Math.round(leg.mark * 1e4) / 100, 'no volatility for a leg in SPY; a note']);
    expect(gridOf([{ ...position, legs: [{ ...leg, mark: Number.NaN, volatility: Number.NaN }] }]).results.flat(2).every((cell) => cell === null)).toBe(true);
  });

  it('has the payoff alone once the reference time has come, and nothing without a position', () => {
    const over = momentBefore(-0.1);
    const grid = gridOf([{ underlying: 'SPY', spot: SPOT, shares: 0, legs: [{ right: 'put', strike: 612, units: -100, volatility: 0.1, mark: 2.1 }] }], { moment: over });
    expect([grid.minutes, grid.results[0]?.[3]?.[unmoved.move]]).toEqual([[0], 10]);
    const empty = gridOf([]);
    expect([empty.results.flat(2).every((cell) => cell === 0), empty.note]).toEqual([true, null]);
  });
});
