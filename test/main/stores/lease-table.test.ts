import { afterEach, beforeEach, expect, test } from 'vitest';
import { LeaseTable } from '../../../src-main/stores/relational/postgres/lease-table.ts';
import { usePostgres } from './store-adapters.ts';

const { server, emptied } = usePostgres();
const ALPHA = { id: 'a', name: 'ALPHA' };
const BRAVO = { id: 'b', name: 'BRAVO' };
let url = '';
let open: LeaseTable[] = [];
const table = (account = 'desk/PAPER-1'): LeaseTable => {
  const opened = new LeaseTable({ url, password: null }, account);
  open.push(opened);
  return opened;
};
beforeEach(async () => {
  url = (await emptied()).url;
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

test('is taken once, renewed by its holder alone, and shows who else is there', async () => {
  const [alpha, bravo] = [table(), table()];
  expect(await alpha.attend(ALPHA, null)).toEqual({ row: null, others: [] });
  expect(await Promise.all([alpha.take(ALPHA, null, 1), bravo.take(BRAVO, null, 1)])).toSatisfy((answers: boolean[]) => answers.filter(Boolean).length === 1);
  await server().run(url, "UPDATE trading_leases SET holder = 'a', holder_name = 'ALPHA', renewed_at = now() - interval '1 hour', shared = false");
  // The server is younger than that.
  const { row, others } = await bravo.attend(BRAVO, { epoch: 1, shared: true });
  expect({ ...row, age: 0 }).toEqual({ holder: 'a', holderName: 'ALPHA', epoch: 1, shared: false, age: 0 });
  expect(row?.age).toBeGreaterThan(0);
  expect(others).toEqual([ALPHA]);
  expect((await alpha.attend(ALPHA, { epoch: 1, shared: true })).row).toMatchObject({ shared: true, age: expect.toSatisfy((age: number) => age < 1_000) });
  expect((await table('other/1').attend(BRAVO, null)).others).toEqual([]);
});

test('is not taken where it was renewed, taken or let go since it was read', async () => {
  const [alpha, bravo] = [table(), table()];
  await alpha.take(ALPHA, null, 4);
  await server().run(url, "SELECT pg_sleep(0.2)");
  const { row } = await bravo.attend(BRAVO, null);
  await alpha.attend(ALPHA, { epoch: 4, shared: true });
  expect(await bravo.take(BRAVO, row, 5)).toBe(false);
  await alpha.release(ALPHA, 4);
  expect(await bravo.take(BRAVO, row, 5)).toBe(false);
  const released = (await bravo.attend(BRAVO, null)).row;
  expect(released).toMatchObject({ holder: '', epoch: 4 });
  expect(await bravo.take(BRAVO, released, 5)).toBe(true);
  expect((await alpha.attend(ALPHA, { epoch: 4, shared: false })).row).toMatchObject({ holder: 'b', epoch: 5 });
});

test('a take waits for what the old holder is writing', async () => {
  const [alpha, bravo] = [table(), table()];
  await alpha.take(ALPHA, null, 1);
  const { row } = await bravo.attend(BRAVO, null);
  const writing = server().run(
    url,
    "BEGIN; SELECT epoch FROM trading_leases WHERE account = 'desk/PAPER-1' FOR KEY SHARE; SELECT pg_sleep(0.4); INSERT INTO outbox_positions (origin, sequence) VALUES ('alpha', 1); COMMIT",
  );
  await expect.poll(async () => (await server().run(url, "SELECT count(*) AS n FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'trading_leases' AND l.mode = 'RowShareLock'"))[0]?.['n']).not.toBe('0');
  const written = async () => (await server().run(url, 'SELECT count(*)::int AS n FROM outbox_positions'))[0]?.['n'];
  // A renewal does not wait for it, and neither does a look.
  await alpha.attend(ALPHA, { epoch: 1, shared: false });
  const reread = (await bravo.attend(BRAVO, null)).row ?? row;
  expect(await written()).toBe(0);
  expect(await bravo.take(BRAVO, reread, 2)).toBe(true);
  expect(await written()).toBe(1);
  await writing;
});
