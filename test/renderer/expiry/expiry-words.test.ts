import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../../src-core/time.ts';
import { clocksOf, distanceWords, movesOf, shareRange, zoneWords } from '../../../src-renderer/panels/expiry/expiry-words.ts';
import { EXPIRY_VIEW } from '../../support/panels/expiry-views.ts';

describe('the clocks', () => {
  it('stand in the order of the day, by New York, early closes too', () => {
    const clocks = clocksOf(EXPIRY_VIEW, EXPIRY_VIEW.reference - MINUTE);
    expect(clocks.map(({ title, at, left }) => [title, at, left / MINUTE])).toEqual([
      ['Broker cut-off', '15:30–15:45', -29],
      ['Reference', '16:00', 1],
      ['Last trade', '16:15', 16],
      ['Exercise cut-off', '17:30', 91],
    ]);
    const early = clocksOf({ ...EXPIRY_VIEW, reference: EXPIRY_VIEW.reference - 180 * MINUTE, lastTrade: EXPIRY_VIEW.lastTrade - 180 * MINUTE }, EXPIRY_VIEW.time);
    expect(early.map(({ id }) => id)).toEqual(['reference', 'lastTrade', 'broker', 'exercise']);
  });
});

describe('a leg', () => {
  it('is exercised when long and assigned when short, in a word and a mark', () => {
    const word = (zone: 'exercise' | 'lapse' | 'pin' | 'unknown', quantity: number) => `${zoneWords({ zone, quantity }).mark} ${zoneWords({ zone, quantity }).word}`;
    expect([word('exercise', 2), word('exercise', -2), word('lapse', -2), word('pin', 1), word('unknown', 1)]).toEqual(['● exercise', '● assignment', '○ lapse', '◆ pin', '? unknown']);
    expect(zoneWords({ zone: 'pin', quantity: -1 }).means).toMatch(/until the exercise cut-off/);
  });

  it('is so far in or out of the money', () => {
    expect([3.16, -0.1, 0, null].map(distanceWords)).toEqual(['3.16 in', '0.10 out', '0.00 at', '–']);
  });
});

describe('an underlying', () => {
  it('has a range of shares only where the pin zone makes one', () => {
    expect([shareRange(0, 0), shareRange(-300, 0), shareRange(100, 200)]).toEqual(['0', '−300 … 0', '+100 … +200']);
    expect(movesOf(EXPIRY_VIEW.underlyings)).toEqual([-0.02, -0.01, 0.01, 0.02]);
  });
});
