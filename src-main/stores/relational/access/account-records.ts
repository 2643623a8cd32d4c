import type { CompiledQuery, Kysely } from 'kysely';
import { UNDERLYINGS } from '../../../../src-core/instruments/instrument.ts';
import type { Money } from '../../../../src-core/money.ts';
import { isTerminal } from '../../../../src-core/orders/life-cycle.ts';
import { ORDER_STATES } from '../../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { RelationalStore } from '../relational-store.ts';
import { riskParameterId } from '../risk/limit-rows.ts';
import type { Database } from '../schema.ts';

/** A row of trading_accounts. */
export interface TradingAccount {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly number: string;
  readonly kind: 'paper' | 'live';
  readonly broker: string;
  readonly isActive: boolean;
  /** Its trades come from a broker's statements. */
  readonly isImported: boolean;
  readonly netLiquidation: Money | null;
}

export interface NewTradingAccount {
  readonly id: string;
  readonly userId: string;
  readonly number: string;
  readonly kind: 'paper' | 'live';
  readonly broker: string;
  /** null for a live one: its broker knows. */
  readonly startingCash: Money | null;
}

/** What was done on an account. */
export interface TradingRecord {
  /** Session days of its trades that are over. */
  readonly sessions: number;
  /** Trades that are over. */
  readonly trades: number;
  /** Risk parameters that were set. */
  readonly limits: number;
}

/** In replica_state, which every database of this program's own has: the account that this workstation trades. */
const CHOSEN = 'account_chosen';

const LIVE_STATES = ORDER_STATES.filter((state) => !isTerminal(state));

/** Oldest first. */
export async function tradingAccounts({ db }: Pick<RelationalStore, 'db'>): Promise<readonly TradingAccount[]> {
  const rows = await db
    .selectFrom('trading_accounts')
    .innerJoin('users', 'users.id', 'trading_accounts.user_id')
    .select((eb) => [
      'trading_accounts.id',
      'trading_accounts.user_id',
      'users.username',
      'account_number',
      'account_type',
      'broker',
      'trading_accounts.is_active',
      'net_liquidation',
      eb.exists(eb.selectFrom('statement_imports').select('statement_imports.id').whereRef('statement_imports.account_id', '=', 'trading_accounts.id')).as('has_imports'),
    ])
    .orderBy('trading_accounts.created_at')
    .orderBy('account_number')
    .orderBy('trading_accounts.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    username: row.username,
    number: row.account_number,
    kind: row.account_type,
    broker: row.broker,
    isActive: Boolean(row.is_active),
    isImported: Boolean(row.has_imports),
    netLiquidation: row.net_liquidation,
  }));
}

export function newAccountQuery(db: Kysely<Database>, { id, userId, number, kind, broker, startingCash }: NewTradingAccount, time: EpochMs): CompiledQuery {
  return db
    .insertInto('trading_accounts')
    .values({ id, user_id: userId, account_number: number, account_type: kind, broker, starting_cash: startingCash, is_active: true, created_at: time, updated_at: time })
    .compile();
}

/** Gives another account the risk parameters that were set for this one. */
export async function copiedLimits(db: Kysely<Database>, accountId: string, to: Pick<NewTradingAccount, 'id' | 'userId'>, time: EpochMs): Promise<readonly CompiledQuery[]> {
  const rows = await db.selectFrom('risk_parameters').selectAll().where('account_id', '=', accountId).where('is_active', '=', true).execute();
  return rows.map(({ parameter_name, parameter_value, parameter_type }) =>
    db
      .insertInto('risk_parameters')
      .values({
        id: riskParameterId(to.id, parameter_name),
        user_id: to.userId,
        account_id: to.id,
        parameter_name,
        parameter_value,
        parameter_type,
        is_active: true,
        created_at: time,
        updated_at: time,
      })
      .compile(),
  );
}

export async function tradingRecord({ db }: Pick<RelationalStore, 'db'>, accountId: string): Promise<TradingRecord> {
  const ended = db.selectFrom('trades').where('trades.account_id', '=', accountId).where('trades.status', 'in', ['closed', 'settled']).where('opened_quantity', '>', 0);
  const [trades, sessions, limits] = await Promise.all([
    ended.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    ended
      .innerJoin('market_sessions', 'market_sessions.id', 'trades.session_id')
      .select((eb) => eb.fn.count<number>('market_sessions.session_date').distinct().as('count'))
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('risk_parameters')
      .where('account_id', '=', accountId)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  ]);
  return { sessions: Number(sessions.count), trades: Number(trades.count), limits: Number(limits.count) };
}

/** What was paid in when an account was opened; null for the usual amount. */
export async function startingCash({ db }: Pick<RelationalStore, 'db'>, accountId: string): Promise<Money | null> {
  const row = await db.selectFrom('trading_accounts').select('starting_cash').where('id', '=', accountId).executeTakeFirst();
  return row?.starting_cash ?? null;
}

/** The account that was chosen for this workstation; null where none ever was. It may be gone. */
export async function chosenAccount({ db }: Pick<RelationalStore, 'db'>): Promise<string | null> {
  const row = await db.selectFrom('replica_state').select('value').where('name', '=', CHOSEN).executeTakeFirst();
  return row?.value ?? null;
}

export async function chooseAccount(store: RelationalStore, accountId: string): Promise<void> {
  await store.commit([
    store.db
      .insertInto('replica_state')
      .values({ name: CHOSEN, value: accountId })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: accountId }))
      .compile(),
  ]);
}

/** Those of the accounts that have working orders, or hold options: the session must go on with them. */
export async function unfinishedAccounts({ db }: Pick<RelationalStore, 'db'>, accountIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (accountIds.length === 0) return new Set();
  const [working, holding] = await Promise.all([
    db.selectFrom('order_packages').select('account_id').distinct().where('account_id', 'in', accountIds).where('state', 'in', LIVE_STATES).execute(),
    db
      .selectFrom('ledger_entries')
      .innerJoin('ledger_transactions', (join) =>
        join.onRef('ledger_transactions.account_id', '=', 'ledger_entries.account_id').onRef('ledger_transactions.id', '=', 'ledger_entries.transaction_id'),
      )
      .select('ledger_entries.account_id')
      .where('ledger_entries.account_id', 'in', accountIds)
      .where('ledger_entries.ledger_account', '=', 'positions')
      .where('ledger_entries.symbol', 'not in', UNDERLYINGS)
      // Two trades may hold the same option against each other.
      .groupBy(['ledger_entries.account_id', 'ledger_transactions.trade_id', 'ledger_entries.symbol'])
      .having((eb) => eb(eb.fn.sum('ledger_entries.quantity'), '<>', 0))
      .execute(),
  ]);
  return new Set([...working, ...holding].map(({ account_id }) => account_id));
}
