import { describe, expect, it } from 'vitest';
import { executionTime, gatewayTime } from '../../../src-main/ibkr/wire/execution-time.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);

describe('the time of an execution', () => {
  it.each([
    ['20260427 10:11:12 US/Eastern', '2026-04-27T14:11:12'],
    ['20260427  10:11:12 America/New_York', '2026-04-27T14:11:12'],
    ['20261127 10:11:12 US/Eastern', '2026-11-27T15:11:12'],
    ['20260427 15:11:12 Europe/London', '2026-04-27T14:11:12'],
    ['20260427 23:11:12 Asia/Tokyo', '2026-04-27T14:11:12'],
    // Java's short name is of the place, not of the winter's offset.
    ['20260427 10:11:12 EST', '2026-04-27T14:11:12'],
    ['20260427 16:11:12 MET', '2026-04-27T14:11:12'],
    ['20260427 14:11:12 UTC', '2026-04-27T14:11:12'],
    ['20260427-14:11:12', '2026-04-27T14:11:12'],
    // Without a zone: New York's.
    ['20260427  10:11:12', '2026-04-27T14:11:12'],
    // The night the clocks go forward, on both sides.
    ['20260308 01:59:59 US/Eastern', '2026-03-08T06:59:59'],
    ['20260308 03:00:00 US/Eastern', '2026-03-08T07:00:00'],
    ['20261101 03:00:00 US/Eastern', '2026-11-01T08:00:00'],
    ['20260427 00:00:00 US/Eastern', '2026-04-27T04:00:00'],
  ])('%s', (text, expected) => {
    expect(executionTime(text)).toBe(utc(expected));
  });

  it('may be seconds since 1970', () => {
    expect(executionTime('1777299072')).toBe(1_777_299_072_000);
  });

  it.each(['', 'yesterday', '20260431 10:11:12 US/Eastern', '20260427 25:11:12', '20260427 10:11:12 Mars/Olympus', '2026-04-27 10:11:12'])('is not guessed from "%s"', (text) => {
    expect(executionTime(text)).toBeNull();
  });

  it('is asked for in UTC', () => {
    expect(gatewayTime(utc('2026-04-27T14:11:12'))).toBe('20260427-14:11:12');
  });
});
