import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src-core/contract/journal.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, money } from '../../../src-core/money.ts';
import { lapsedShorts, writtenAssignment, writtenCharges } from '../../../src-renderer/panels/journal/correction-draft.ts';
import { slippageOf, timelineOf } from '../../../src-renderer/panels/journal/entry-timeline.ts';
import { FIRST_CHOICE, isFiltered, queryOf, sortedBy } from '../../../src-renderer/panels/journal/journal-choice.ts';
import { against, heldWords, momentWords, multipleWords, netWords, rowTitle } from '../../../src-renderer/panels/journal/journal-words.ts';
import { madeEntry, madeRow } from '../../support/made-journal.ts';

/** A short put that lapsed. */
function lapsed(): JournalEntry {
  const entry = madeEntry(4);
  return { ...entry, row: { ...entry.row, status: 'settled', exit: null }, settlements: entry.row.legs.map(({ symbol }) => ({ id: symbol, time: entry.row.closedAt ?? 0, cause: 'lapse', symbol, quantity: 2, cash: money(0), realised: fromDollars(42), reason: null })) };
}

describe('the list', () => {
  test('says a package, its price and its result in a few words', () => {
    const row = madeRow(1);
    expect(rowTitle(row)).toBe('QQQ 549/551 bull call spread');
    expect(netWords(row.entry)).toBe('0.83 db');
    expect(netWords(null)).toBe('–');
    expect(multipleWords({ net: fromDollars(-192.8), risk: fromDollars(166) })).toBe('−1.16 R');
    expect(multipleWords({ net: fromDollars(10), risk: null })).toBe('–');
    expect(heldWords(row)).toBe('24 min');
    expect(heldWords(madeRow(0))).toBe('open');
    expect(momentWords(row.openedAt, row.openedAt)).toBe('20 Nov 13:39');
    expect(momentWords(row.openedAt, row.openedAt + 90 * 86_400_000)).toBe('20 Nov 2026 13:39');
    expect(against(row, row.netAtMid)).toBe(money(-40_000));
  });

  test('asks the core for what is chosen, and nothing that is not', () => {
    expect(queryOf(FIRST_CHOICE, '  spy condor ', {})).toEqual({ slice: {}, text: 'spy condor', status: 'all', result: 'all', sort: 'opened', descending: true, offset: 0, limit: 100 });
    expect(queryOf({ ...FIRST_CHOICE, accountId: 'live-1', slice: { tag: ['FOMC'] } }, '', {})).toMatchObject({ accountId: 'live-1', slice: { tag: ['FOMC'] } });
    expect(isFiltered(FIRST_CHOICE, ' ')).toBe(false);
    expect(isFiltered({ ...FIRST_CHOICE, accountId: 'live-1' }, '')).toBe(false);
    expect(isFiltered({ ...FIRST_CHOICE, result: 'losers' }, '')).toBe(true);
    expect(sortedBy(FIRST_CHOICE, 'opened')).toEqual({ sort: 'opened', descending: false });
    expect(sortedBy({ sort: 'opened', descending: false }, 'net')).toEqual({ sort: 'net', descending: true });
  });
});

describe('the entry', () => {
  test('has orders, fills and settlements in the order they came, each fill against the mid in dollars', () => {
    const rows = timelineOf(madeEntry(1));
    expect(rows.map(({ kind }) => kind)).toEqual(['order', 'fill', 'order', 'fill']);
    expect(rows[1]).toMatchObject({ packages: 2, net: 8_300, mid: 8_200, slippage: fromDollars(-2), title: 'buy 2 × 549 call at 0.40, sell 2 × 551 call at 0.71' });
    expect(slippageOf(rows)).toBe(fromDollars(-4));
    expect(timelineOf(lapsed()).at(-1)).toMatchObject({ kind: 'settlement', title: expect.stringMatching(/^Lapsed short 2 × \d+ put$/) });
  });

  test('knows no slippage where a fill’s quote was not kept', () => {
    const rows = timelineOf(madeEntry(5));
    expect(rows.filter(({ kind }) => kind === 'fill')).toMatchObject([{ mid: null, slippage: null }, { slippage: null }]);
    expect(slippageOf(rows)).toBeNull();
    expect(slippageOf([])).toBeNull();
  });
});

describe('corrections', () => {
  test('are offered for short options that lapsed, less what was assigned since', () => {
    const entry = lapsed();
    const [leg] = entry.row.legs;
    expect(lapsedShorts(entry)).toEqual([{ symbol: leg?.symbol, contracts: 2 }]);
    const assigned: JournalEntry['settlements'][number] = { id: `correction:a:assignment:1:${leg?.symbol}`, time: 1, cause: 'correction', symbol: symbolOf({ kind: 'shares', underlying: 'QQQ' }), quantity: 100, cash: money(0), realised: money(0), reason: 'late' };
    expect(lapsedShorts({ settlements: [...entry.settlements, assigned] })).toMatchObject([{ contracts: 1 }]);
    expect(timelineOf({ ...entry, settlements: [assigned] })[0]).toMatchObject({ title: 'Corrected bought 100 × QQQ shares' });
    expect(lapsedShorts({ settlements: [...entry.settlements, { ...assigned, id: `correction:b:assignment:2:${leg?.symbol}` }] })).toEqual([]);
    expect(lapsedShorts(madeEntry(3))).toEqual([]);
  });

  test('say the shares, the cash and the day before they are booked', () => {
    const entry = lapsed();
    const symbol = entry.row.legs[0]?.symbol;
    if (symbol === undefined) throw new Error('no leg');
    const written = writtenAssignment('a', entry, { symbol, contracts: '2' }, 2);
    expect(written).toMatchObject({ correction: { kind: 'assignment', contracts: 2, tradeId: entry.row.tradeId } });
    expect('says' in written ? written.says : '').toMatch(/the account buys 200 QQQ shares for \$108,600\.00\. 2026-11-20 is restated/);
    for (const contracts of ['', '0', '3', '1.5', 'x']) expect(writtenAssignment('a', entry, { symbol, contracts }, 2)).toEqual({ problem: 'Contracts: expected a whole number from 1 to 2' });
  });

  test('take differences of charges either way, and name what is wrong', () => {
    const entry = madeEntry(1);
    expect(writtenCharges('c', entry, { commission: '1.30', fees: '−0.05', reason: ' statement ' })).toMatchObject({ correction: { commission: 13_000, fees: -500, reason: 'statement' }, says: expect.stringContaining('net becomes −$194.05') });
    expect(writtenCharges('c', entry, { commission: 'x', fees: '', reason: 'r' })).toEqual({ problem: 'Commission: “x” is no amount; expected dollars such as 1.30 or -0.65' });
    expect(writtenCharges('c', entry, { commission: '', fees: '', reason: 'r' })).toHaveProperty('problem');
    expect(writtenCharges('c', entry, { commission: '1', fees: '', reason: ' ' })).toHaveProperty('problem', expect.stringMatching(/^Reason/));
  });
});
