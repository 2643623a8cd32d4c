import { describe, expect, it } from 'vitest';
import { stateChoices } from '../../../src-renderer/panels/risk/state-acts.ts';
import { BY_HAND, DAY_LOSS, FLATTENING, KILLED, riskView, trip, VIX_TRIP } from '../../support/panels/risk-views.ts';

const possible = (...given: Parameters<typeof riskView>) => stateChoices(riskView(...given)).map(({ act, because }) => [act, because === null]);

describe('what a person can do about the state', () => {
  it('is to hold back while active, without being asked', () => {
    expect(stateChoices(riskView())).toEqual([{ act: 'reduce', title: 'Reduce only', because: null, trip: null, asks: null }]);
  });

  it('is to resume what was chosen by hand, after a question', () => {
    const [resume] = stateChoices(riskView([BY_HAND]));
    expect(resume).toMatchObject({ act: 'ACTIVE', because: null });
    expect(resume?.asks).toMatch(/every order/i);
    expect(possible([KILLED])).toEqual([['REDUCING', true], ['ACTIVE', true]]);
  });

  it('is less where a breaker holds', () => {
    expect(possible([KILLED, VIX_TRIP])).toEqual([['REDUCING', true], ['ACTIVE', false]]);
    expect(stateChoices(riskView([VIX_TRIP]))[0]?.because).toBe('VIX emergency holds. It ends by itself once VIX is back for long enough.');
  });

  it('is nothing on a day that is locked', () => {
    expect(possible([KILLED, DAY_LOSS])).toEqual([['REDUCING', false], ['ACTIVE', false]]);
    expect(stateChoices(riskView([BY_HAND], { locked: true }))[0]?.because).toMatch(/locked/);
  });

  it('is only to hold back where the account is watched', () => {
    expect(stateChoices(riskView(), 'desk-2 trades')).toMatchObject([{ act: 'reduce', because: null }]);
    expect(stateChoices(riskView([KILLED]), 'desk-2 trades')).toMatchObject([{ act: 'REDUCING', because: 'desk-2 trades', trip: null }, { act: 'ACTIVE', because: 'desk-2 trades' }]);
  });

  it('does not count what holds in one underlying alone, and waits for a plan at work', () => {
    expect(possible([KILLED, trip('underlying_loss', 'lost', { underlying: 'QQQ' })])).toEqual([['REDUCING', true], ['ACTIVE', true]]);
    expect(possible([KILLED], { flattening: FLATTENING })).toEqual([['REDUCING', false], ['ACTIVE', false]]);
    expect(possible([KILLED], { flattening: { ...FLATTENING, state: 'done' } })).toEqual([['REDUCING', true], ['ACTIVE', true]]);
  });
});
