import { describe, expect, test } from 'vitest';
import { fromDollars } from '../../../src-core/money.ts';
import { EMPTY_BOOKS } from '../../../src-main/performance/statements/account-books.ts';
import { booked, booksAfter, ledgerOf, read, statementFile, TASTYTRADE_FILE } from './statement-fixtures.ts';

describe('a Flex Query of Interactive Brokers', () => {
  test('puts a condor, its partial close, an assignment, expirations and a corrected trade together, and adds up to its cash', async () => {
    const reading = await read(statementFile('ibkr-flex.csv'));
    expect(reading).toMatchObject({ format: 'ibkr-flex', broker: 'ibkr', accountNumber: 'U7654321', startingCash: null, problems: [] });
    const statement = await booked(reading);
    expect(statement.problems).toEqual([]);
    expect(Object.fromEntries(statement.passedOver)).toEqual({ 'cancelled by the broker': 2, 'not SPY, QQQ or IWM': 1 });
    const [condor, call] = statement.trades;
    expect(condor).toMatchObject({ strategy: 'iron condor', status: 'settled', openedQuantity: 2, closedQuantity: 2, underlying: 'SPY', openedAt: Date.parse('2026-11-20T15:05:01Z') });
    expect(call).toMatchObject({ strategy: 'long call', status: 'closed', openedQuantity: 1, realised: fromDollars(57) });
    expect(statement.trades).toHaveLength(2);
    expect(statement.transactions.filter(({ cause }) => cause === 'assignment')).toHaveLength(1);
    expect(statement.transactions.filter(({ cause }) => cause === 'lapse')).toHaveLength(3);
    const ledger = ledgerOf(booksAfter(EMPTY_BOOKS, statement));
    // The file's own NetCash of SPY and QQQ adds up to 74.45408, its IBCommission to -11.54592.
    expect(ledger).toEqual({ cash: fromDollars(74.4541), realised: fromDollars(86), commission: fromDollars(11.5459), fees: 0, held: [] });
  });
});

describe('an activity statement of Interactive Brokers', () => {
  test('starts with its cash, keeps averages exact, and ends with its cash', async () => {
    const reading = await read(statementFile('ibkr-activity.csv'));
    expect(reading).toMatchObject({ format: 'ibkr-activity', accountNumber: 'U1234567', startingCash: fromDollars(50_000), problems: [] });
    const statement = await booked(reading);
    expect(statement.problems).toEqual([]);
    expect(Object.fromEntries(statement.passedOver)).toEqual({ 'cancelled by the broker': 2, 'not SPY, QQQ or IWM': 1, 'asset category Forex': 1, 'lots that a trade closed': 1 });
    expect(statement.trades.map(({ strategy, openedQuantity, status }) => `${openedQuantity} ${strategy} ${status}`)).toEqual(['3 bull put spread settled', '1 long call settled']);
    const ledger = ledgerOf(booksAfter(EMPTY_BOOKS, statement));
    // Proceeds and charges of the options and of SPY, without MSFT and the currency.
    const proceeds = 48 - 119_600 + 119_411;
    expect(ledger).toEqual({ cash: fromDollars(50_000 + proceeds - 10.6877), realised: fromDollars(proceeds), commission: fromDollars(10.6877), fees: 0, held: [] });
  });

  test('says where rows are missing by the statement’s own totals', async () => {
    const whole = statementFile('ibkr-activity.csv');
    const { problems } = await read(whole.split('\n').filter((line) => !line.includes('11:30:44')).join('\n'));
    expect(problems.map(({ field, message }) => `${field} ${message}`)).toEqual([
      'Proceeds says 48, and the rows above add up to 93.00; some rows are missing from the file',
      'Comm/Fee says -6.00765, and the rows above add up to -4.70; some rows are missing from the file',
    ]);
  });
});

describe('a transaction history of tastytrade', () => {
  test('is read newest row first, and adds up to its totals', async () => {
    const reading = await read(statementFile(TASTYTRADE_FILE), TASTYTRADE_FILE);
    expect(reading).toMatchObject({ format: 'tastytrade', broker: 'tastytrade', accountNumber: '5WX12345', problems: [] });
    const statement = await booked(reading);
    expect(statement.problems).toEqual([]);
    expect(Object.fromEntries(statement.passedOver)).toEqual({ 'deposits, interest and other movements of money': 1, 'instrument type "Future"': 1 });
    expect(statement.trades).toHaveLength(1);
    expect(statement.trades[0]).toMatchObject({ strategy: 'iron condor', status: 'settled', openedQuantity: 2, closedQuantity: 2 });
    expect(statement.orders.map(({ order, brokerOrderId }) => `${brokerOrderId} ${order.closing} ${order.legs.length} x${order.quantity}`)).toEqual(['401001 false 4 x2', '401003 true 4 x1', '401005 true 1 x100']);
    const ledger = ledgerOf(booksAfter(EMPTY_BOOKS, statement));
    // The column "Total" of the rows of SPY.
    const total = -60_685.08 + 60_594.79 - 31.13 + 5.86 - 115.13 + 47.86 - 86.26 + 94.86 + 93.86 - 124.26 + 237.71;
    expect(ledger).toEqual({ cash: fromDollars(total), realised: fromDollars(48), commission: fromDollars(8), fees: fromDollars(6.92), held: [] });
  });
});

describe('any statement', () => {
  test('changes nothing the second time, and goes on where the last one ended', async () => {
    const whole = statementFile('ibkr-flex.csv').trimEnd().split('\n');
    const [header = ''] = whole;
    const cut = whole.findIndex((line) => line.includes('140210'));
    const first = await booked(await read(whole.slice(0, cut).join('\n')));
    const books = booksAfter(EMPTY_BOOKS, first);
    expect(ledgerOf(books).held).toHaveLength(4);
    const again = await booked(await read(whole.slice(0, cut).join('\n')), books);
    expect([again.fills, again.duplicates, again.transactions.length, again.fatal]).toEqual([0, 6, 0, false]);
    const all = await booked(await read(whole.join('\n')), books, '00000000-0000-4000-8000-00000000000b');
    expect([all.duplicates, all.fatal]).toEqual([6, false]);
    const apart = ledgerOf(booksAfter(books, all));
    const together = ledgerOf(booksAfter(EMPTY_BOOKS, await booked(await read(whole.join('\n')))));
    expect(apart).toEqual(together);
    const late = await booked(await read([header, ...whole.slice(1, 5)].join('\n').replaceAll(/"50(0\d)"/g, '"60$1"')), booksAfter(books, all));
    expect(late.fatal).toBe(true);
    expect(late.problems[0]?.message).toContain('import statements oldest first');
  });

  test('a close without its opening, an option left past its expiry and a share trade of its own are told, not guessed', async () => {
    const whole = statementFile('ibkr-flex.csv').trimEnd().split('\n');
    const statement = await booked(await read([...whole.slice(0, 1), ...whole.filter((line) => /111502|"5001"|"5002"|"5050"/.test(line))].join('\n')));
    expect(statement.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '4 closes 1 of QQQ 261120C00510000 that nothing here opened; import the statement before this one first',
      '0 -2 of SPY 261120P00598000 are still held after they expired: the statement does not say what became of them; include exercises, assignments and expirations',
      '0 2 of SPY 261120P00595000 are still held after they expired: the statement does not say what became of them; include exercises, assignments and expirations',
    ]);
    expect(Object.fromEntries(statement.passedOver)).toEqual({ 'shares that did not come from an exercise or assignment': 1 });
  });

  test('each field that cannot be read is told with its line, its value and what would be accepted', async () => {
    const whole = statementFile('ibkr-flex.csv').trimEnd().split('\n');
    const broken = [
      whole[0],
      whole[1]?.replace('"-2"', '"many"'),
      whole[2]?.replace('"20261120;100501"', '"yesterday"'),
      whole[3]?.replace('"0.95"', '"-"'),
      whole[4]?.replace('"609"', '"609.00005"'),
    ].join('\n');
    const { problems, events } = await read(broken);
    expect(events).toEqual([]);
    expect(problems).toEqual([
      { line: 2, field: 'Quantity', message: 'is "many"; expected a whole number of contracts or shares other than 0' },
      { line: 3, field: 'DateTime', message: 'is "yesterday"; expected a date and a time in New York like "2026-11-24, 10:31:07" or "20261124;103107"' },
      { line: 4, field: 'TradePrice', message: 'is "-"; expected an amount of dollars like -1234.56' },
      { line: 5, field: 'Strike', message: 'is "609.00005"; expected an amount of dollars with at most four decimals' },
    ]);
  });

  test('a file that is none, or another than it was said to be, is refused', async () => {
    await expect(read('a,b\n1,2\n')).rejects.toThrow('the file is not a statement that is known');
    await expect(read('')).rejects.toThrow('the file is not a statement that is known');
    await expect(read(statementFile('ibkr-flex.csv'), 'x.csv', 'tastytrade')).rejects.toThrow('said to be "tastytrade", and its heading is that of "ibkr-flex"');
  });
});
