import { describe, expect, it } from 'vitest';
import { clockWords, gatewayMark, lineUse, ownerWords, restingInOrder, restingWords, retryWords, valueTable } from '../../../src-renderer/panels/broker/broker-words.ts';
import { dataView, NOW, resting } from './broker-fixture.ts';

describe('the gateway', () => {
  it('counts as bad while it does not reach the broker, however well it is connected itself', () => {
    expect(gatewayMark({ state: 'connected', servers: 'connected' }).tone).toBe('good');
    expect(gatewayMark({ state: 'connected', servers: 'unknown' }).tone).toBe('good');
    expect(gatewayMark({ state: 'connected', servers: 'lost' })).toMatchObject({ tone: 'bad', sign: '✗' });
    expect(gatewayMark({ state: 'down', servers: 'unknown' }).tone).toBe('bad');
  });

  it('counts down to the next try, never below zero, and says nothing where none is planned', () => {
    expect(retryWords(NOW + 3_200, NOW)).toBe('tries again in 4 s');
    expect(retryWords(NOW - 100, NOW)).toBe('tries again now');
    expect(retryWords(null, NOW)).toBeNull();
  });

  it('tells which clock is ahead, and warns of two seconds', () => {
    expect(clockWords(null).text).toBe('–');
    expect(clockWords(20).text).toBe('as this machine');
    expect(clockWords(120)).toEqual({ text: '0.1 s ahead of this machine', tone: 'good' });
    expect(clockWords(-2_400)).toEqual({ text: '2.4 s behind this machine', tone: 'warning' });
  });
});

describe('market-data lines', () => {
  it('warn when contracts go without, not when they are merely used', () => {
    expect(lineUse(dataView({ lines: { used: 100, limit: 100 } }))).toEqual({ share: 1, tone: 'good', text: '100 of 100' });
    const contracts = { listed: 243, subscribed: 96, silent: 0, refused: 0, withoutLine: 147 };
    expect(lineUse(dataView({ lines: { used: 104, limit: 100 }, contracts }))).toEqual({ share: 1, tone: 'warning', text: '104 of 100; 147 contracts have none' });
    expect(lineUse(dataView({ lines: { used: 0, limit: 0 } })).share).toBe(0);
  });
});

describe('what rests at the broker', () => {
  const ours = resting('1041');
  const doubt = resting('1043', { inDoubt: true });
  const other = resting('88', { elsewhere: true, orderId: null });

  it('is counted with what was made elsewhere and what is in doubt', () => {
    expect(restingWords([])).toBe('no order rests there');
    expect(restingWords([ours])).toBe('1 order rests there');
    expect(restingWords([ours, doubt, other])).toBe('3 orders rest there (1 made elsewhere, 1 in doubt)');
    expect([ownerWords(ours), ownerWords(other), ownerWords({ ...other, orderId: 'taken' })]).toEqual(['ours', 'made elsewhere', 'made elsewhere, taken over']);
  });

  it('is listed with what is in doubt first and numbers as numbers', () => {
    expect(restingInOrder([other, resting('9'), ours, doubt]).map(({ brokerOrderId }) => brokerOrderId)).toEqual(['1043', '9', '1041', '88']);
  });
});

describe('the account’s values', () => {
  it('have a column a currency, the account’s own first, and no zero where the broker says nothing', () => {
    const table = valueTable({
      currency: 'USD',
      values: [
        { name: 'CashBalance', amount: 412.55, currency: 'EUR' },
        { name: 'CashBalance', amount: 100, currency: 'USD' },
        { name: 'InitMarginReq', amount: 6_578.42, currency: 'USD' },
        { name: 'ExcessLiquidity', amount: 5, currency: 'USD' },
        { name: 'ExchangeRate', amount: 1.08412, currency: 'EUR' },
      ],
    });
    expect(table.currencies).toEqual(['USD', 'EUR']);
    expect(table.rows.map(({ name, texts }) => [name, ...texts])).toEqual([
      ['Cash balance', '100.00', '412.55'],
      ['Initial margin', '6,578.42', '–'],
      ['Excess liquidity', '5.00', '–'],
      ['Exchange rate', '–', '1.0841'],
    ]);
  });
});
