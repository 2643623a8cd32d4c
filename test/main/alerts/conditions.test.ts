import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import { symbolSchema } from '../../../src-core/contract/schemas.ts';
import { lookAt } from '../../../src-main/alerts/conditions/condition.ts';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';
import { AlertWorld, spyBelow } from './alert-world.ts';

let world: AlertWorld;
const look = (condition: AlertCondition) => lookAt(condition, world.readings);

beforeEach(() => {
  world = new AlertWorld();
});

describe('conditions', () => {
  it('are not known where their reading is not', () => {
    const symbol = symbolSchema.parse('SPY   260821P00585000');
    const conditions: AlertCondition[] = [
      spyBelow(590),
      { kind: 'volatility', underlying: 'SPY', when: 'at_or_above', threshold: 1 },
      { kind: 'delta', symbol, when: 'at_or_above', threshold: -1 },
      { kind: 'result', tradeId: null, when: 'at_or_above', threshold: -1e6 },
      { kind: 'strike_distance', tradeId: null, threshold: 50 },
      { kind: 'time', minutesBefore: 390 },
    ];
    expect(conditions.map(look)).toEqual(conditions.map(() => null));
  });

  it('say what was read, in the unit of the threshold', () => {
    world.price = 589.996;
    expect(look(spyBelow(590))).toEqual({ holds: true, text: 'SPY is 590.00, at or below 590.00.' });
    world.volatility = 0.1849;
    expect(look({ kind: 'volatility', underlying: 'QQQ', when: 'at_or_above', threshold: 18.5 })).toEqual({ holds: false, text: 'The volatility at the money of QQQ is 18.5 %, not at or above 18.5 %.' });
    world.delta = -0.31;
    expect(look({ kind: 'delta', symbol: symbolSchema.parse('SPY   260821P00585000'), when: 'at_or_below', threshold: -0.3 })).toEqual({
      holds: true,
      text: 'The delta of SPY 585 put is \u22120.31, at or below \u22120.30.',
    });
    world.result = -512.4;
    expect(look({ kind: 'result', tradeId: null, when: 'at_or_below', threshold: -500 })?.text).toBe('The day\'s result is \u2212$512.40, at or below \u2212$500.00.');
    expect(look({ kind: 'result', tradeId: deriveUuid('trade'), when: 'at_or_above', threshold: -500 })?.text).toBe('The result of SPY iron condor is \u2212$512.40, not at or above \u2212$500.00.');
  });

  it('hold beyond a strike as within the distance from it', () => {
    const near: AlertCondition = { kind: 'strike_distance', tradeId: null, threshold: 0.5 };
    world.distance = 0.51;
    expect(look(near)?.holds).toBe(false);
    world.distance = 0.5;
    expect(look(near)).toEqual({ holds: true, text: 'The spot is 0.50 % from a short strike, within 0.5 %.' });
    world.distance = -2;
    expect(look(near)).toEqual({ holds: true, text: 'The spot is 2.00 % beyond a short strike.' });
  });

  it('hold from so many minutes before the reference time until trading ends, and not after it', () => {
    const holds = (minutes: number, minutesBefore: number) => {
      world.minutes = minutes;
      return look({ kind: 'time', minutesBefore })?.holds;
    };
    expect([holds(30.01, 30), holds(30, 30), holds(0, 0), holds(-14, 0), holds(-15, 30)]).toEqual([false, true, true, true, false]);
    world.minutes = 29.2;
    expect(look({ kind: 'time', minutesBefore: 30 })?.text).toBe('30 minutes to the reference time.');
  });
});
