import { describe, expect, it } from 'vitest';
import { atTheMoney } from '../../../src-core/market/at-the-money.ts';
import { Chain, QUOTE_STATUSES } from '../../../src-core/market/chain.ts';
import { sidesStatus, STATUS_CODE } from '../../../src-core/market/quote-status.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

function chainOf(...strikes: readonly number[]): Chain {
  const chain = new Chain('IWM', parseIsoDate('2026-08-21'));
  chain.list(strikes.flatMap((strike) => [{ strike, right: 'call' as const }, { strike, right: 'put' as const }]));
  return chain;
}

describe('chain', () => {
  it('appends rows, keeps numbers and values, and orders its ladder', () => {
    const chain = chainOf(232, 231);
    chain.columns.bid[0] = 1.5;
    expect(chain.list([{ strike: 231, right: 'put' }])).toBe(false);
    expect(chain.list([{ strike: 230, right: 'put' }, { strike: 230, right: 'put' }])).toBe(true);
    expect(chain.count).toBe(5);
    expect(chain.layoutVersion).toBe(2);
    expect(chain.row(232, 'call')).toBe(0);
    expect(chain.columns.bid[0]).toBe(1.5);
    expect(chain.columns.bid[4]).toBeNaN();
    expect(chain.ladder).toEqual([
      { strike: 230, call: -1, put: 4 },
      { strike: 231, call: 2, put: 3 },
      { strike: 232, call: 0, put: 1 },
    ]);
  });

  it('finds the nearest strike', () => {
    const chain = chainOf(228, 229, 230, 235);
    const strikeAt = (price: number): number | undefined => chain.ladder[chain.nearestStrike(price)]?.strike;
    expect([100, 228.4, 229.6, 232.4, 232.6, 999].map(strikeAt)).toEqual([228, 228, 230, 230, 235, 235]);
    expect(chainOf().nearestStrike(5)).toBe(-1);
  });

  it('names what the sides say', () => {
    expect(sidesStatus(Number.NaN, Number.NaN)).toBe('absent');
    expect(sidesStatus(0, 0.01)).toBe('one_sided');
    expect(sidesStatus(0.01, Number.NaN)).toBe('one_sided');
    expect(sidesStatus(0.02, 0.01)).toBe('crossed');
    expect(sidesStatus(0.01, 0.01)).toBe('locked');
    expect(sidesStatus(0.01, 0.02)).toBe('priced');
    expect(new Set(Object.values(STATUS_CODE)).size).toBe(QUOTE_STATUSES.length);
    expect(STATUS_CODE.absent).toBe(0);
  });

  it('takes the volatility at the money from the nearest strike that has one', () => {
    const chain = chainOf(229, 230, 231);
    chain.forward = 230.2;
    expect(atTheMoney(chain, 0.0005)).toBeNull();
    chain.columns.iv[chain.row(231, 'put') ?? -1] = 0.2;
    expect(atTheMoney(chain, 0.0004)).toEqual({ strike: 231, iv: 0.2, sigmaLeft: 230.2 * 0.2 * 0.02 });
    chain.columns.iv[chain.row(230, 'call') ?? -1] = 0.18;
    chain.columns.iv[chain.row(230, 'put') ?? -1] = 0.2;
    expect(atTheMoney(chain, 0.0004)?.iv).toBeCloseTo(0.19, 12);
  });
});
