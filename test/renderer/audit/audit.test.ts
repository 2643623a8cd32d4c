import { describe, expect, it, vi } from 'vitest';
import type { AuditPage, AuditRow } from '../../../src-core/contract/access.ts';
import { type OperationName, operations } from '../../../src-core/contract/operations.ts';
import { FIRST_CHOICE, queryOf } from '../../../src-renderer/panels/audit/audit-choice.ts';
import { ACTION_TITLES, actionTitle, ROOMS, verificationWords } from '../../../src-renderer/panels/audit/audit-words.ts';
import { contentOf, summaryOf } from '../../../src-renderer/panels/audit/entry-content.ts';
import { type ReadAuditPage, standingList } from '../../../src-renderer/panels/audit/use-audit-pages.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

describe('the words of the record', () => {
  it('has some for every operation that is written into it, in a room of the filter', () => {
    const audited = Object.entries(operations).flatMap(([name, { audited: isAudited }]) => (isAudited ? [name] : []));
    expect(audited.filter((name) => !Object.hasOwn(ACTION_TITLES, name))).toEqual([]);
    const filtered = new Set(ROOMS.flatMap(({ actions }) => actions.map(({ action }) => action)));
    expect(audited.filter((name) => !filtered.has(name))).toEqual([]);
    expect(actionTitle('orders.place' satisfies OperationName)).toBe('Order placed');
    expect(actionTitle('moon.landed')).toBe('moon.landed');
  });

  it('says plainly whether the record is whole, and what could not be looked at', () => {
    const found = { entries: 12_431, unchained: 1, chains: [{ chain: 'desk-1', entries: 12_000, first: 1, last: 12_000, seals: 'checked' as const }], problems: [], milliseconds: 2_480 };
    expect(verificationWords(found)).toEqual({ isGood: true, head: 'The record is whole: 12,431 entries in 1 chain', rest: ['all seals checked', '1 entry from before there was a chain, which nothing holds', '2.5 s'] });
    const bad = verificationWords({ ...found, chains: [...found.chains, { chain: 'laptop', entries: 431, first: 1, last: 431, seals: 'no_key' }], problems: [{ chain: 'desk-1', sequence: 7, kind: 'missing', text: 'entry 7 is missing' }] });
    expect(bad.isGood).toBe(false);
    expect(bad.head).toContain('1 problem in 12,431 entries');
    expect(bad.rest[0]).toContain('seals not checked of laptop');
  });
});

describe('an entry', () => {
  it('tells what was asked, and what it acted on before and after', () => {
    const row = { old: { state: 'working', filled: 0 }, new: { origin: 'window', workstation: 'desk-1', outcome: 'done', input: { id: 'x' }, after: { state: 'cancelled', filled: 0 } } };
    expect(contentOf(row)).toEqual({ asked: { id: 'x' }, before: row.old, after: row.new.after });
    expect(summaryOf(row)).toBe('state working → cancelled');
  });

  it('tells what was asked where what it changed is not known, and nothing of a password', () => {
    const row = { old: null, new: { outcome: 'forbidden', input: { username: 'root', password: true } } };
    expect(summaryOf(row)).toBe('username root');
    expect(contentOf({ old: { value: 5 }, new: { value: 6, when: 'now' } })).toEqual({ asked: null, before: { value: 5 }, after: { value: 6, when: 'now' } });
  });
});

describe('what is asked of the core', () => {
  it('bounds days by New York’s midnights, the last one included', () => {
    const period = { kind: 'range', from: parseIsoDate('2026-11-19'), to: parseIsoDate('2026-11-20') } as const;
    expect(queryOf({ ...FIRST_CHOICE, period }, parseIsoDate('2026-11-20'))).toEqual({ from: Date.parse('2026-11-19T05:00:00Z'), to: Date.parse('2026-11-21T05:00:00Z') });
    expect(queryOf({ ...FIRST_CHOICE, period: { kind: 'today' } }, parseIsoDate('2026-11-20'))).toEqual({ from: Date.parse('2026-11-20T05:00:00Z') });
  });

  it('shows a place of a chain among its neighbours, whatever else is chosen', () => {
    expect(queryOf({ ...FIRST_CHOICE, text: 'x', place: { chain: 'desk-1', sequence: 2 } }, parseIsoDate('2026-11-20'))).toEqual({ chain: 'desk-1', fromSequence: 0, toSequence: 5 });
  });
});

/** A record that grows: entry n is written at second n. */
function growing(count: number) {
  const record = { count };
  const read = vi.fn(({ from = -Infinity, to = Infinity, offset, limit }: Parameters<ReadAuditPage>[0]): Promise<AuditPage> => {
    const times = Array.from({ length: record.count }, (_, at) => (record.count - at) * 1_000).filter((time) => time >= from && time < to);
    return Promise.resolve({ total: times.length, rows: times.slice(offset, offset + limit).map(rowAt) });
  });
  return { record, read };
}

function rowAt(time: number): AuditRow {
  return { id: `row-${time / 1_000}`, chain: 'desk-1', sequence: time / 1_000, time, userId: null, username: null, action: 'orders.place', resourceType: 'orders', resourceId: null, outcome: 'done', origin: 'window', address: null, agent: null, old: null, new: null };
}

describe('the list', () => {
  it('stands still while others are written, and counts what is newer', async () => {
    const { record, read } = growing(1_000);
    const list = standingList(read, {}, () => undefined);
    list.pages.need(0, 10);
    await vi.waitFor(() => expect(list.pages.head).toEqual({ total: 1_000 }));
    record.count += 7;
    list.pages.need(250, 260);
    await vi.waitFor(() => expect(list.pages.rowAt(250)?.id).toBe('row-750'));
    expect(list.pages.rowAt(0)?.id).toBe('row-1000');
    await expect(list.countNewer(new AbortController().signal)).resolves.toBe(7);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('has nothing newer in days that are over', async () => {
    const { record, read } = growing(1_000);
    const list = standingList(read, { to: 500_000 }, () => undefined);
    list.pages.need(0, 0);
    await vi.waitFor(() => expect(list.pages.head).toEqual({ total: 499 }));
    record.count += 7;
    await expect(list.countNewer(new AbortController().signal)).resolves.toBe(0);
  });
});
