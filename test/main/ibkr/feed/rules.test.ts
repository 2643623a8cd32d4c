import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../../../src-core/time.ts';
import { centreOf, type PlannedChain, type PlannedOption, planLines } from '../../../../src-main/ibkr/feed/line-plan.ts';
import { isSilent, type Listened } from '../../../../src-main/ibkr/feed/silence.ts';
import { tradingSession } from '../../market-data/session.ts';

const SESSION = tradingSession('2026-07-28');
const NOON = SESSION.open + 150 * MINUTE;

describe('silence', () => {
  const option: Listened = { kind: 'option', askedAt: NOON - 30 * MINUTE, heardAt: NOON, distance: 0.002, moved: 0, pairHeardAt: Number.NaN, isDelayed: false };
  const cases: readonly (readonly [string, Partial<Listened>, silentFrom: number])[] = [
    ['shares', { kind: 'shares' }, 15 * SECOND],
    ['VIX', { kind: 'vix' }, 90 * SECOND],
    ['an option near the money when nothing moves', {}, 2 * MINUTE],
    ['an option near the money when its underlying moves', { moved: 0.0003 }, 20 * SECOND],
    ['an option near the money whose pair goes on', { pairHeardAt: NOON + 16 * SECOND }, 20 * SECOND],
    ['an option whose underlying has no price', { distance: Number.NaN, moved: Number.NaN }, 2 * MINUTE],
    ['a far option when its underlying moves little', { distance: 0.02, moved: 0.001 }, 10 * MINUTE],
    ['a far option when its underlying moves', { distance: 0.02, moved: 0.003 }, MINUTE],
    ['a far option whose pair goes on', { distance: 0.02, pairHeardAt: NOON + 16 * SECOND }, 10 * MINUTE],
    ['delayed shares', { kind: 'shares', isDelayed: true }, MINUTE],
    ['shares that never answered', { kind: 'shares', askedAt: NOON, heardAt: Number.NaN }, 10 * SECOND],
    ['an option that never answered', { askedAt: NOON, heardAt: Number.NaN }, 15 * SECOND],
  ];
  test.each(cases)('%s', (_, other, silentFrom) => {
    const listened = { ...option, ...other };
    expect([isSilent(listened, SESSION, 0, NOON + silentFrom - 1), isSilent(listened, SESSION, 0, NOON + silentFrom)]).toEqual([false, true]);
  });

  test('counts from the open and from when the servers were last reached, and not after the last trade', () => {
    const shares: Listened = { ...option, kind: 'shares', heardAt: SESSION.open - 10 * MINUTE };
    expect([isSilent(shares, SESSION, 0, SESSION.open + 14 * SECOND), isSilent(shares, SESSION, 0, SESSION.open + 15 * SECOND)]).toEqual([false, true]);
    expect(isSilent(shares, SESSION, NOON, NOON + 14 * SECOND)).toBe(false);
    expect(isSilent(shares, SESSION, 0, SESSION.lastTrade + 1)).toBe(false);
  });
});

describe('lines', () => {
  type Named = PlannedOption & { readonly name: string };
  const option = (name: string, strike: number, right: 'call' | 'put'): Named => ({ name: `${name}${strike}${right === 'call' ? 'C' : 'P'}`, strike, right });
  const chain = (name: string, strikes: readonly number[], centre: number): PlannedChain<Named> => ({
    centre,
    pairs: strikes.map((strike) => ({ strike, call: option(name, strike, 'call'), put: option(name, strike, 'put') })),
  });
  const names = (planned: ReadonlySet<Named>): readonly string[] => [...planned].map(({ name }) => name);

  test('what is needed first, then pairs by distance, one of each chain in turn', () => {
    const spy = chain('S', [598, 599, 600, 601], 599.9);
    const qqq = chain('Q', [510, 511, 512], 510.9);
    const needed = spy.pairs.slice(0, 1).map(({ put }) => put).filter((put) => put !== null);
    expect(names(planLines([spy, qqq], needed, 8))).toEqual(['S598P', 'S600C', 'S600P', 'Q511C', 'Q511P', 'S599C', 'S599P']);
    expect(names(planLines([spy, qqq], needed, 0))).toEqual([]);
    expect(names(planLines([spy, { ...qqq, centre: Number.NaN }], [], 4))).toEqual(['S600C', 'S600P', 'S599C', 'S599P']);
    expect(planLines([spy, qqq], needed, 100).size).toBe(14);
  });

  test('stay where they are until the price has left by most of a strike', () => {
    const { pairs } = chain('S', [590, 595, 600, 605], 600);
    expect([centreOf(Number.NaN, 601, pairs), centreOf(600, 603.7, pairs), centreOf(600, 603.8, pairs), centreOf(600, Number.NaN, pairs), centreOf(600, 620, [])]).toEqual([601, 600, 603.8, 600, 620]);
  });
});
