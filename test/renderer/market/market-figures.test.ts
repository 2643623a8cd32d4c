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
  it('keeps every third minute and the last, gaps included', () => {
    expect(sessionLine([1, 2, 3, null, 5])).toEqual([
      { minute: 0, price: 1 },
      { minute: 3, price: null },
      { minute: 4, price: 5 },
    ]);
  });
});
