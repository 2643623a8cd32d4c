import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Reconciliation } from '../../../src-core/contract/broker.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { SeenExecution } from '../../../src-main/ibkr/reconciliation/broker-journal.ts';
import { createBrokerJournal } from '../../../src-main/stores/relational/broker/broker-journal.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { id } from '../trading/trading-fixture.ts';
import { describeDatabases } from './store-adapters.ts';
import { MIGRATIONS } from './test-store.ts';

const SEEN: SeenExecution = {
  id: '0000e0d5.64f1a2b3.01.01',
  orderId: null,
  permId: 1_700_000_001,
  symbol: 'SPY   260728C00603000',
  side: 'buy',
  quantity: 2,
  price: fromDollars(1.2),
  time: 1_785_000_000_000,
  exchange: 'CBOE',
  charge: null,
  standing: 'loose',
};

function compared(number: number, began: number): Reconciliation {
  const difference = { id: `cash:USD:${number}`, kind: 'cash', subject: 'cash', books: 'a', broker: 'b', explanation: 'c', rule: 'd', outcome: 'left', choices: ['take_over'] } satisfies Reconciliation['differences'][number];
  return { id: id(number), began, ended: began + 1, cause: 'connected', failure: null, compared: { orders: 1, executions: 2, positions: 3 }, differences: [difference] };
}

describeDatabases('what is remembered of a broker', (newStores) => {
  test('executions with what came to be known of them, and the newest comparison', async () => {
    const stores = await newStores();
    try {
      const store = await stores.open();
      const { accountId } = await ensureLocalProfile(store, 'trader', () => id(1));
      const journal = createBrokerJournal(store, accountId);
      expect([await journal.lastExecution(), await journal.newestReconciliation()]).toEqual([null, null]);
      await journal.keepExecutions([{ ...SEEN, charge: { amount: 1.30005, currency: 'EUR' } }, { ...SEEN, id: 'other', time: SEEN.time - 1_000, standing: 'before' }]);
      // Told again without its charge, and of an order by then: the charge stays.
      await journal.keepExecutions([{ ...SEEN, orderId: id(7), standing: 'order' }]);
      expect(await journal.lastExecution()).toBe(SEEN.time);
      expect(await journal.executionsSince(SEEN.time)).toEqual([{ id: SEEN.id, orderId: id(7), standing: 'order' }]);
      const rows = await store.db.selectFrom('broker_executions').where('id', '=', SEEN.id).selectAll().execute();
      expect(rows).toMatchObject([{ charge: 1.30005, charge_currency: 'EUR', price: SEEN.price, time: SEEN.time, perm_id: '1700000001' }]);

      const standing = { positions: { SPY: -100 }, cash: fromDollars(-12.3456), left: ['cash:USD:2'] };
      await journal.keepReconciliation({ reconciliation: compared(2, 2_000), standing });
      await journal.keepReconciliation({ reconciliation: compared(1, 1_000), standing: { ...standing, left: [] } });
      expect(await journal.newestReconciliation()).toEqual({ reconciliation: compared(2, 2_000), standing });
    } finally {
      await stores.remove();
    }
  });
});

describe('books from before a broker', () => {
  test('keep their transactions, in their order, and go on counting', () => {
    const database = new Sqlite(':memory:');
    database.pragma('foreign_keys = ON');
    const migrations = readdirSync(MIGRATIONS).sort();
    const apply = (name: string): void => database.transaction(() => void database.exec(readFileSync(join(MIGRATIONS, name), 'utf8'))).immediate();
    for (const name of migrations.slice(0, 14)) apply(name);
    database.exec(`INSERT INTO users (id, username, email, password_hash) VALUES ('u', 'u', 'u@u', '!'); INSERT INTO trading_accounts (id, user_id, account_number, account_type) VALUES ('a', 'u', '1', 'paper')`);
    for (const [index, name] of ['x', 'y', 'z'].entries()) {
      database.prepare("INSERT INTO ledger_transactions (account_id, id, time, cause, reason) VALUES ('a', ?, ?, 'deposit', ?)").run(name, 10 - index, index === 1 ? 'late' : null);
      database.prepare("INSERT INTO ledger_entries (account_id, transaction_id, line, ledger_account, amount) VALUES ('a', ?, 1, 'cash', ?)").run(name, index);
    }
    database.exec("DELETE FROM ledger_entries WHERE transaction_id = 'z'; DELETE FROM ledger_transactions WHERE id = 'z'");
    for (const name of migrations.slice(14)) apply(name);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    expect(database.prepare('SELECT sequence, id, time, reason FROM ledger_transactions ORDER BY sequence').all()).toEqual([
      { sequence: 1, id: 'x', time: 10, reason: null },
      { sequence: 2, id: 'y', time: 9, reason: 'late' },
    ]);
    database.exec("INSERT INTO ledger_transactions (account_id, id, time, cause) VALUES ('a', 'charge:1', 1, 'charge')");
    expect(() => database.exec("INSERT INTO ledger_entries (account_id, transaction_id, line, ledger_account, amount) VALUES ('a', 'nothing', 1, 'cash', 1)")).toThrow(/FOREIGN KEY/);
    expect(() => database.exec("INSERT INTO ledger_transactions (account_id, id, time, cause) VALUES ('a', 'other', 1, 'gift')")).toThrow(/CHECK/);
    database.close();
  });
});
