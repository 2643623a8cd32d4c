import { describe, expect, test } from 'vitest';
import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, type Right, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import type { OrderLeg, Side } from '../../../src-core/orders/order.ts';
import { exitBases, exitLevels } from '../../../src-core/risk/exit-levels.ts';
import { exitProblems } from '../../../src-core/risk/exit-problems.ts';
import { type ExitPlan, exitPlanSchema, NO_EXIT } from '../../../src-core/risk/exits.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';

const DATE = parseIsoDate('2026-07-28');
const option = (right: Right, strike: number, expiry = DATE): InstrumentSymbol => symbolOf({ kind: 'option', underlying: 'SPY', expiry, right, strike: fromDollars(strike) });
const leg = (symbol: InstrumentSymbol, side: Side, ratio = 1): OrderLeg => ({ symbol, side, ratio });
const opened = (legs: readonly OrderLeg[], perShare: number, packages = 2) => exitBases({ legs, openCost: fromDollars(perShare * 100 * packages), openedQuantity: packages, commission: fromDollars(5), fees: fromDollars(0.4) });
const dollars = (amount: Money | null): number | null => (amount === null ? null : amount / 10_000);
const percent = (value: number) => ({ unit: 'percent', value }) as const;
const of = (value: number) => ({ unit: 'dollars', value: fromDollars(value) }) as const;

const CONDOR = [leg(option('put', 630), 'buy'), leg(option('put', 633), 'sell'), leg(option('call', 645), 'sell'), leg(option('call', 650), 'buy')];
const STRANGLE = [leg(option('put', 633), 'sell'), leg(option('call', 645), 'sell')];

describe('what percentages of an exit are of', () => {
  test.each([
    ['a credit with unequal wings: the credit, and the greater wing less it', CONDOR, -0.8, { opened: 'credit', target: 160, stop: 840, mostGain: 154.6, mostLoss: 845.4 }],
    ['a long call: the debit; it can gain without bound', [leg(option('call', 640), 'buy')], 1.2, { opened: 'debit', target: 240, stop: 240, mostGain: null, mostLoss: 245.4 }],
    ['a debit spread: the debit', [leg(option('call', 640), 'buy'), leg(option('call', 643), 'sell')], 1, { opened: 'debit', target: 200, stop: 200, mostGain: 394.6, mostLoss: 205.4 }],
    ['a strangle: its loss has no bound', STRANGLE, -1.5, { opened: 'credit', target: 300, stop: null, mostGain: 294.6, mostLoss: null }],
    ['what was opened for nothing', [leg(option('call', 640), 'buy'), leg(option('call', 643), 'sell'), leg(option('put', 630), 'sell'), leg(option('put', 627), 'buy')], 0, { opened: 'even', target: null, stop: 600, mostGain: 594.6, mostLoss: 605.4 }],
    ['legs that do not expire together', [leg(option('call', 640), 'sell'), leg(option('call', 640, parseIsoDate('2026-07-29')), 'buy')], 0.6, { opened: 'debit', target: 120, stop: 120, mostGain: null, mostLoss: null }],
  ] as const)('%s', (_name, legs, perShare, expected) => {
    const { opened: how, target, stop, mostGain, mostLoss } = opened(legs, perShare);
    expect({ opened: how, target: dollars(target), stop: dollars(stop), mostGain: dollars(mostGain), mostLoss: dollars(mostLoss) }).toEqual(expected);
  });

  test('levels are amounts or parts of their own base', () => {
    const bases = opened(CONDOR, -0.8);
    const levels = (plan: Partial<ExitPlan>) => Object.values(exitLevels({ ...NO_EXIT, ...plan }, bases)).map(dollars);
    expect(levels({ target: percent(50), stop: percent(50), trailing: percent(10) })).toEqual([80, -420, 84]);
    expect(levels({ target: of(33.33), stop: of(100), trailing: of(20) })).toEqual([33.33, -100, 20]);
    expect(levels({})).toEqual([null, null, null]);
    expect(exitLevels({ ...NO_EXIT, stop: percent(50) }, opened(STRANGLE, -1.5)).stop).toBeNull();
  });
});

describe('a part that could never act', () => {
  const session = sessionOn(DATE);
  const early = sessionOn(parseIsoDate('2026-11-27'));
  if (session === null || early === null) throw new Error('both are sessions');
  const noon = session.open + 150 * MINUTE;
  const problems = (plan: Partial<ExitPlan>, legs = CONDOR, perShare = -0.8, now = noon) => exitProblems({ ...NO_EXIT, ...plan }, opened(legs, perShare), session, now).map(({ field, message }) => `${field}: ${message}`);

  test('is named with what is expected', () => {
    expect(problems({ target: percent(100), stop: of(850) })).toEqual(['target: $160.00 is more than the position can bring; expected at most $154.60', 'stop: $850.00 is more than the position can lose; expected at most $845.40']);
    expect(problems({ stop: percent(50), trailing: percent(20) }, STRANGLE, -1.5)).toEqual(['stop: 50 % of a loss that has no bound; expected an amount in dollars', 'trailing: 20 % of a loss that has no bound; expected an amount in dollars']);
    expect(problems({ target: percent(50) }, CONDOR, 0)).toContain('target: 50 % of a position that was opened for nothing; expected an amount in dollars');
    expect(problems({ at: noon - MINUTE })).toEqual(['at: 11:59; expected a time after 12:00 and before the last trade at 16:15']);
    expect(problems({ minutesBeforeEnd: 300 })).toEqual(['minutesBeforeEnd: 300 minutes before the last trade at 16:15 is over; expected at most 254']);
  });

  test('is judged by the day’s own end', () => {
    const plan = { ...NO_EXIT, at: early.lastTrade, minutesBeforeEnd: 30 };
    expect(exitProblems(plan, opened(CONDOR, -0.8), early, early.open).map(({ message }) => message)).toEqual(['13:15; expected a time after 09:30 and before the last trade at 13:15']);
  });

  test('what can act passes', () => {
    expect(problems({ target: percent(90), stop: percent(100), trailing: of(5_000), at: noon + MINUTE, minutesBeforeEnd: 0 })).toEqual([]);
    expect(problems({ stop: of(400) }, STRANGLE, -1.5)).toEqual([]);
    expect(exitPlanSchema.safeParse({ ...NO_EXIT, target: percent(0) }).success).toBe(false);
  });
});
