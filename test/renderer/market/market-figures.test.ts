import { describe, expect, it } from 'vitest';
import { formatVolume } from '../../../src-renderer/panels/market/format-volume.ts';
import { sessionLine } from '../../../src-renderer/panels/market/session-line.ts';

describe('formatVolume', () => {
  it.each([
    [null, '–'],
    [0, '0'],
    [8_412, '8,412'],
    [412_300, '412 K'],
    [999_499, '999 K'],
    [999_500, '1.0 M'],
    [38_412_000, '38.4 M'],
  ])('%s is %s', (shares, text) => expect(formatVolume(shares)).toBe(text));
});

describe('sessionLine', () => {
  it('keeps the last known price of every three minutes', () => {
    expect(sessionLine([1, 2, 3, null, 5, null, null, null, null, 9])).toEqual([
      { minute: 2, price: 3 },
      { minute: 4, price: 5 },
      { minute: 9, price: 9 },
    ]);
    expect(sessionLine([null, null])).toEqual([]);
  });
});
