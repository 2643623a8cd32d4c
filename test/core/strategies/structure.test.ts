import { expect, it } from 'vitest';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';
import { structureName } from '../../../src-core/strategies/structure.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { option, shares } from './holdings.ts';

/** "-2 600c +1 605c +100 shares": signed ratios, strikes with their right. */
function legs(text: string): OrderLeg[] {
  const words = text.split(' ');
  return words.flatMap((word, i) => {
    const units = Number(words[i - 1]);
    if (i % 2 === 0) return [];
    const holding = word === 'shares' ? shares(units) : option(units, Number(word.slice(0, -1)), word.endsWith('c') ? 'call' : 'put');
    return [{ symbol: symbolOf(holding.instrument), side: units > 0 ? 'buy' : 'sell', ratio: Math.abs(units) }];
  });
}

it.each([
  ['+1 600c', 'long call'],
  ['-1 600c', 'short call'],
  ['+1 600p', 'long put'],
  ['-1 600p', 'short put'],
  ['+1 600c -1 605c', 'bull call spread'],
  ['-1 600c +1 605c', 'bear call spread'],
  ['+1 605c -1 600c', 'bear call spread'],
  ['+1 600p -1 605p', 'bull put spread'],
  ['-1 600p +1 605p', 'bear put spread'],
  ['+1 600c -2 605c', 'call ratio spread'],
  ['-2 595p +1 600p', 'put ratio spread'],
  ['-1 600c +2 605c', 'call ratio backspread'],
  ['+1 600c +1 600p', 'long straddle'],
  ['-1 600p -1 600c', 'short straddle'],
  ['+1 595p +1 605c', 'long strangle'],
  ['-1 605c -1 595p', 'short strangle'],
  ['+1 595c -2 600c +1 605c', 'long call butterfly'],
  ['-1 595p +2 600p -1 605p', 'short put butterfly'],
  ['+1 595c -2 600c +1 607c', 'long broken-wing call butterfly'],
  ['+1 595p -1 598p -1 602p +1 605p', 'long put condor'],
  ['-1 595c +1 598c +1 602c -1 605c', 'short call condor'],
  ['+1 595p -1 598p -1 602c +1 605c', 'iron condor'],
  ['+1 605c -1 602c -1 598p +1 590p', 'iron condor'],
  ['-1 595p +1 598p +1 602c -1 605c', 'reverse iron condor'],
  ['+1 595p -1 600p -1 600c +1 605c', 'iron butterfly'],
  ['-1 595p +1 600p +1 600c -1 605c', 'reverse iron butterfly'],
  ['+1 590p -1 600p -1 600c +1 605c', 'broken-wing iron butterfly'],
  ['+100 shares', 'long shares'],
  ['-1 shares', 'short shares'],
  ['+100 shares -1 605c', 'covered call'],
  ['-100 shares -1 595p', 'covered put'],
  ['+100 shares +1 595p', 'protective put'],
  ['-100 shares +1 605c', 'protective call'],
  ['+50 shares -1 605c', 'custom'],
  ['+100 shares +1 605c', 'custom'],
  ['-100 shares +1 595p', 'custom'],
  ['+100 shares -1 595p', 'custom'],
  ['+1 600c +1 605c', 'custom'],
  ['+1 600c -1 600p', 'custom'],
  ['+1 595c +1 605p', 'custom'],
  ['+1 600c -1 605c -1 610c', 'custom'],
  ['+1 595c -2 600p +1 605c', 'custom'],
  ['+1 595c -1 595p -1 605c +1 605p', 'custom'],
  ['+1 595c -1 598c -2 602c +1 605c', 'custom'],
])('%s is a %s', (text, name) => {
  expect(structureName(legs(text))).toBe(name);
});

it('two expiries are custom', () => {
  const near = option(-1, 600, 'call').instrument;
  if (near.kind !== 'option') throw new Error('an option');
  const far = symbolOf({ ...near, expiry: parseIsoDate('2026-08-24') });
  const calendar: OrderLeg[] = [
    { symbol: symbolOf(near), side: 'sell', ratio: 1 },
    { symbol: far, side: 'buy', ratio: 1 },
  ];
  expect(structureName(calendar)).toBe('custom');
});
