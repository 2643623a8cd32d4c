import { describe, expect, it } from 'vitest';
import { fromDollars } from '../../../src-core/money.ts';
import { describeNet, netOf, orderPriceWords, packageTitle, shortNet, shortOrderPrice } from '../../../src-renderer/design/order-words.ts';
import { rowAfter } from '../../../src-renderer/design/row-selection.ts';

const call617 = 'SPY   260821C00617000';
const call620 = 'SPY   260821C00620000';
const put604 = 'SPY   260821P00604500';

describe('net prices in words', () => {
  it('tell credit and debit apart and never show a minus', () => {
    expect([-0.78, 1.2, 0, -0.785].map((net) => describeNet(fromDollars(net)))).toEqual(['0.78 credit', '1.20 debit', '0.00 even', '0.785 credit']);
    expect([-0.78, 1.2, 0].map((net) => shortNet(fromDollars(net)))).toEqual(['0.78 cr', '1.20 db', '0.00']);
  });
  it('cover every order type', () => {
    const [stop, limit] = [fromDollars(1.2), fromDollars(1.25)];
    expect(orderPriceWords({ type: 'market' })).toBe('market');
    expect(orderPriceWords({ type: 'stop_limit', stop, limit })).toBe('stop 1.20 debit, limit 1.25 debit');
    expect(shortOrderPrice({ type: 'stop_limit', stop, limit })).toBe('1.20 db → 1.25 db');
    expect(shortOrderPrice({ type: 'stop', stop })).toBe('stop 1.20 db');
    expect(shortOrderPrice({ type: 'limit', limit })).toBe('1.25 db');
  });
  it('take averages as exact money', () => {
    expect(netOf(-0.7850000001)).toBe(fromDollars(-0.785));
    expect([netOf(null), netOf(Number.NaN)]).toEqual([null, null]);
  });
});

it('titles a package by its strikes, in order, with rights where the name does not tell them', () => {
  expect(packageTitle('SPY', [call620, call617, put604], 'bear call spread')).toBe('SPY 604.5/617/620 bear call spread');
  expect(packageTitle('SPY', [call617, 'SPY'], 'custom')).toBe('SPY 617C custom');
});

it('moves the selection within the rows and ignores other keys', () => {
  const rows = ['a', 'b', 'c'];
  expect(rowAfter('ArrowDown', rows, null)).toBe('a');
  expect(rowAfter('ArrowDown', rows, 'c')).toBe('c');
  expect(rowAfter('ArrowUp', rows, null)).toBe('c');
  expect(rowAfter('ArrowUp', rows, 'a')).toBe('a');
  expect(rowAfter('End', rows, 'a')).toBe('c');
  expect(rowAfter('Home', rows, 'gone')).toBe('a');
  expect(rowAfter('ArrowDown', [], null)).toBeNull();
  expect(rowAfter('x', rows, 'a')).toBeUndefined();
});
