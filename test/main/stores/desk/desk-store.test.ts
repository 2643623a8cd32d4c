import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuditRepository } from '../../../../src-main/stores/relational/audit-repository.ts';
import { deskUserId } from '../../../../src-main/stores/relational/desk/desk-profile.ts';
import { compareBooks } from '../../../support/compare-books.ts';
import { usePostgres } from '../store-adapters.ts';
import { ACCOUNT, DeskDirectory } from './desk-directory.ts';
import { deskJournal, trade } from './filled-orders.ts';

const postgres = usePostgres();
let directory: DeskDirectory;
let url: string;
beforeEach(async () => {
  url = (await postgres.database()).url;
  directory = new DeskDirectory(url);
});
afterEach(() => directory.remove());

const run = (sql: string, parameters?: readonly unknown[]) => postgres.server().run(url, sql, parameters);
const count = async (table: string) => Number((await run(`SELECT count(*) FROM ${table}`))[0]?.['count']);

test('what is committed is in PostgreSQL as it is in the replica', async () => {
  const store = await directory.open();
  const journal = await deskJournal(store);
  await trade(journal, 1, 20);
  await store.relay.idle();
  expect(store.relay.status()).toMatchObject({ state: 'connected', backlog: 0, unit: 'changes' });
  expect(await compareBooks(directory.file, url, true)).toEqual([]);
  expect(await count('fills')).toBe(20);
});
