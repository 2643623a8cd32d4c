import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditQuerySchema } from '../../../src-core/contract/access.ts';
import { DAY } from '../../../src-core/time.ts';
import type { Head } from '../../../src-main/audit/audit-head.ts';
import { verifyAudit } from '../../../src-main/audit/verify-audit.ts';
import { fileReads } from '../../../src-main/audit/audit-reads.ts';
import { beginningSealer } from '../../../src-main/audit/audit-seal.ts';
import { LostConnection, type RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { embeddedTasks } from '../../../src-main/stores/retention/embedded-rows.ts';
import { RecordedDays } from '../../../src-main/stores/retention/recorded-days.ts';
import { FakeTimeSeries } from '../stores/retention/fake-time-series.ts';
import { WORKER } from '../stores/test-store.ts';
import { AuditDirectory, KEY, recordOf, START } from './audit-directory.ts';

let directory: AuditDirectory;
beforeEach(() => {
  directory = new AuditDirectory();
});
afterEach(() => directory.remove());

async function entries(): Promise<readonly (string | null)[]> {
  const { db } = await directory.store();
  const rows = await db.selectFrom('audit_logs').select(['sequence', 'resource_id']).orderBy('sequence').execute();
  return rows.map(({ sequence, resource_id }) => `${sequence} ${resource_id}`);
}

/** The store with another way to commit. */
function committing(store: RelationalStore, commit: RelationalStore['commit']): RelationalStore {
  return { kind: store.kind, db: store.db, commit, append: (...rows) => store.append(...rows), snapshot: (queries) => store.snapshot(queries), status: () => store.status(), backup: () => store.backup(), close: () => store.close() };
}

test('entries are in the order of the calls, and all that wait go in one commit', async () => {
  const store = await directory.store();
  let commits = 0;
  const log = await directory.open({
    store: committing(store, (queries) => {
      commits += 1;
      return store.commit(queries);
    }),
  });
  await Promise.all(Array.from({ length: 450 }, (_, entry) => log.append(recordOf({ resourceId: String(entry) }))));
  expect(commits).toBe(3);
  expect(await entries()).toEqual(Array.from({ length: 450 }, (_, entry) => `${entry + 1} ${entry}`));
  await log.append(recordOf({ resourceId: 'alone' }));
  await log.close();
  await expect(log.append(recordOf())).rejects.toThrow('closed');
  expect(await directory.verify()).toMatchObject({ entries: 451, problems: [] });
});

test('a commit that fails rejects its entry alone and leaves no gap', async () => {
  const store = await directory.store();
  const log = await directory.open();
  await log.append(recordOf({ resourceId: 'first' }));
  // No such user: the database refuses one of the three that wait.
  const told = await Promise.allSettled([
    log.append(recordOf({ resourceId: 'second' })),
    log.append(recordOf({ userId: 'nobody', resourceId: 'refused' })),
    log.append(recordOf({ resourceId: 'third' })),
  ]);
  expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await log.close();
  expect(await entries()).toEqual(['1 first', '2 second', '3 third']);
  expect((await directory.verify()).problems).toEqual([]);

  const full = await directory.open({ store: committing(store, () => Promise.reject(new Error('the disk is full'))) });
  await expect(full.append(recordOf())).rejects.toThrow('the disk is full');
  await full.close();
  await directory.filled(1);
  expect(await entries()).toEqual(['1 first', '2 second', '3 third', '4 1']);
  expect((await directory.verify()).problems).toEqual([]);
});

test('a commit whose answer was lost is looked up: nothing is written twice, nothing is lost', async () => {
  const store = await directory.store();
  let isLost = true;
  const log = await directory.open({
    store: committing(store, async (queries) => {
      await store.commit(queries);
      if (isLost) throw new LostConnection('the database', 'unknown', 'silence');
    }),
  });
  await Promise.all([log.append(recordOf({ resourceId: 'a' })), log.append(recordOf({ resourceId: 'b' }))]);
  isLost = false;
  await log.append(recordOf({ resourceId: 'c' }));
  await log.close();
  expect(await entries()).toEqual(['1 a', '2 b', '3 c']);
});

test('a crash between a commit and the head is no problem, and the head is never ahead', async () => {
  const heads: number[] = [];
  const write = (head: Head): void => {
    if (heads.length === 0) directory.head.write(head);
    heads.push(head.sequence);
  };
  const log = await directory.open({ head: { read: () => directory.head.read(), write, writeInBackground: async (head) => write(head) } });
  await log.append(recordOf());
  // The process ends here: only the first head, of the empty chain, was kept.
  expect(heads).toEqual([0]);
  expect((await directory.verify()).problems).toEqual([]);
  await directory.filled(1);
  expect(await entries()).toEqual(['1 null', '2 1']);
  expect((await directory.verify()).problems).toEqual([]);
});

test('a clock that is corrected does not put entries out of order', async () => {
  const times = [START, START - 5_000, START - DAY];
  const log = await directory.open({ clock: { now: () => times.shift() ?? START } });
  for (let entry = 0; entry < 3; entry += 1) await log.append(recordOf());
  await log.close();
  const { db } = await directory.store();
  expect((await db.selectFrom('audit_logs').select('created_at').orderBy('sequence').execute()).map(({ created_at }) => created_at)).toEqual([START, START, START - DAY]);
});

test('after seven years the beginning of a chain is on record in the place of its entries', async () => {
  const years = (count: number) => START + count * 366 * DAY;
  const log = await directory.open({ clock: { now: () => directory.now } });
  for (const year of [0, 0.001, 1, 6.9, 8, 8.1]) {
    directory.now = years(year);
    await log.append(recordOf({ resourceId: String(year) }));
  }
  await log.close();
  const store = await directory.store();
  const remove = async (now: number, sealBeginning?: ReturnType<typeof beginningSealer>) => {
    const tasks = embeddedTasks({ store, days: new RecordedDays(store, new FakeTimeSeries()), clock: { now: () => now }, monotonic: () => 0, sealBeginning });
    const pieces = tasks.find(({ rule }) => rule === 'audit_logs')?.remove(now - 2_557 * DAY);
    while ((await pieces?.next())?.done === false);
  };
  await remove(years(7.5), beginningSealer(KEY));
  expect(await entries()).toEqual(['3 1', '4 6.9', '5 8', '6 8.1']);
  expect(await directory.verify()).toMatchObject({ problems: [], chains: [{ first: 3, last: 6, entries: 4 }] });
  // Everything may go, and the chain goes on.
  await remove(years(20), beginningSealer(KEY));
  expect(await store.db.selectFrom('audit_beginnings').select('sequence').execute()).toEqual([{ sequence: 6 }]);
  expect((await directory.verify()).problems).toEqual([]);
  await directory.filled(1);
  expect(await entries()).toEqual(['7 1']);
  expect((await directory.verify()).problems).toEqual([]);
});

test('entries are found by what is asked for, newest first, with the names of their users', async () => {
  const store = await directory.store();
  await store.commit([store.db.insertInto('users').values({ id: '00000000-0000-4000-8000-000000000001', username: 'ada', email: 'ada@localhost', password_hash: '' }).compile()]);
  await store.commit([store.db.insertInto('audit_logs').values({ id: 'before', user_id: null, action: 'orders.cancel', resource_type: 'orders', resource_id: null, old_values: null, new_values: '{"outcome":"done"}', ip_address: null, user_agent: null, created_at: START - DAY }).compile()]);
  const log = await directory.open();
  const said = (values: Readonly<Record<string, string | number>>) => ({ origin: 'window', workstation: 'left', outcome: 'done', ...values });
  await log.append(recordOf({ userId: '00000000-0000-4000-8000-000000000001', resourceId: 'o-1', newValues: said({ limit: '100%' }), ipAddress: '::1', userAgent: 'Chromium' }));
  await log.append(recordOf({ action: 'risk.kill', resourceType: 'risk', newValues: said({ outcome: 'forbidden', origin: 'script' }) }));
  await log.append(recordOf({ action: 'ordersbook.set', oldValues: { theme: 'Dark_Blue' }, newValues: said({}) }));
  const found = async (query: object, user: string | null = null) => {
    const { rows, total } = await log.list(auditQuerySchema.parse(query), user);
    expect(total).toBe(rows.length);
    return rows.map(({ sequence }) => sequence);
  };
  expect(await found({})).toEqual([3, 2, 1, null]);
  expect((await log.list(auditQuerySchema.parse({ limit: 1, offset: 2 }), null)).rows[0]).toMatchObject({ sequence: 1, username: 'ada', outcome: 'done', origin: 'window on left', address: '::1', agent: 'Chromium', new: { limit: '100%' } });
  expect(await found({ from: START, to: START + 2_001 })).toEqual([2, 1]);
  expect(await found({ userId: '00000000-0000-4000-8000-000000000001' })).toEqual([1]);
  expect(await found({ userId: 'anybody' })).toEqual([]);
  expect(await found({}, '00000000-0000-4000-8000-000000000001')).toEqual([1]);
  expect(await found({ action: 'orders' })).toEqual([1, null]);
  expect(await found({ action: 'risk.kill' })).toEqual([2]);
  expect(await found({ outcome: 'refused' })).toEqual([2]);
  expect(await found({ outcome: 'done', action: 'orders' })).toEqual([1, null]);
  expect(await found({ resourceId: 'o-1' })).toEqual([1]);
  expect(await found({ chain: 'alpha', fromSequence: 2, toSequence: 3 })).toEqual([3, 2]);
  for (const [text, sequences] of [['100%', [1]], ['%', [1]], ['dark_b', [3]], ['_', [3]], ['kill', [2]], ['\\', []]] as const) expect(await found({ text }), text).toEqual(sequences);
  await log.close();
});

test('an export has the hashes, no formulas, and says when it is not all', async () => {
  const log = await directory.open();
  await log.append(recordOf({ resourceId: '=1+1', oldValues: '-danger', newValues: { outcome: 'done', text: 'a "b", c' } }));
  await log.append(recordOf());
  const text = async (format: 'csv' | 'jsonl') => {
    const file = await log.export(auditQuerySchema.parse({ limit: 1 }), null, format);
    return { name: file.name, text: Buffer.from(file.base64, 'base64').toString() };
  };
  const csv = await text('csv');
  expect(csv.name).toMatch(/^audit-20261120T\d{6}\.csv$/);
  const lines = csv.text.split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^time_utc,chain,sequence,.*,hash,seal$/);
  expect(lines[2]).toMatch(/,'=1\+1,done,,,,'-danger,"\{""outcome"":""done"",""text"":""a \\""b\\"", c""\}",0{64},[\da-f]{64},[\da-f]{64}$/);
  const jsonl = await text('jsonl');
  const parsed = jsonl.text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed.map(({ sequence, resource_id, previous_hash }) => [sequence, resource_id, previous_hash])).toEqual([[2, null, parsed[1]?.['hash']], [1, '=1+1', '0'.repeat(64)]]);
  await log.close();

  const { exportedEntries } = await import('../../../src-main/audit/audit-export.ts');
  const reads = await fileReads(directory.file, WORKER);
  const part = await exportedEntries(reads, {}, null, 'csv', START, { entries: 1, bytes: 1_000_000 });
  const short = await exportedEntries({ ...reads, page: 1 }, {}, null, 'csv', START, { entries: 10, bytes: 10 });
  expect(short.name).toContain('newest-1.csv');
  await reads.close();
  expect(part.name).toContain('newest-1.csv');
  expect(Buffer.from(part.base64, 'base64').toString().split('\r\n').at(-2)).toContain('not all: these are the newest 1 entries');
});

test('a walk along many entries lets other things run', async () => {
  const store = await directory.store();
  const log = await directory.open({ store });
  await Promise.all(Array.from({ length: 4_000 }, () => log.append(recordOf({ oldValues: { limits: Array.from({ length: 20 }, (_, limit) => ({ name: `limit ${limit}`, value: limit })) } }))));
  await log.close();
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const found = await verifyAudit({ embedded: () => fileReads(directory.file, WORKER), server: null, own: 'alpha', key: KEY, heads: directory.head.read() });
  clearInterval(timer);
  expect(found).toMatchObject({ entries: 4_000, problems: [] });
  expect(longest).toBeLessThan(found.milliseconds / 3);
});
