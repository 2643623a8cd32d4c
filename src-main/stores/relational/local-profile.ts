import { type BrokerKind, BROKERS } from '../../../src-core/contract/broker.ts';
import { type Ticker, TICKERS } from '../../../src-core/instruments/instrument.ts';
import { type TradingAccount, tradingAccounts, unfinishedAccounts } from './access/account-records.ts';
import type { RelationalStore } from './relational-store.ts';

/** The ids of what the local profile stands on. */
export interface LocalProfile {
  readonly userId: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly kind: 'paper' | 'live';
  /** Where its orders go. */
  readonly broker: BrokerKind;
  readonly tickerIds: Readonly<Record<Ticker, number>>;
}

export interface ChosenProfile extends LocalProfile {
  /** Why another account is traded than the chosen one, as a sentence; null where it is that one. */
  readonly remark: string | null;
}

const ACCOUNT_NUMBER = 'PAPER-1';

/** Not a hash of anything, so no password matches: whoever can read the data directory is the local user. */
export const NO_PASSWORD = '!';

export const TICKER_ROWS: Readonly<Record<Ticker, { readonly name: string; readonly exchange: string; readonly options_available: boolean }>> = {
  SPY: { name: 'SPDR S&P 500 ETF Trust', exchange: 'ARCA', options_available: true },
  QQQ: { name: 'Invesco QQQ Trust', exchange: 'NASDAQ', options_available: true },
  IWM: { name: 'iShares Russell 2000 ETF', exchange: 'ARCA', options_available: true },
  VIX: { name: 'Cboe Volatility Index', exchange: 'CBOE', options_available: false },
};

/**
 * Makes sure of the tickers, one local user who may trade, and that user's paper account. Doing it again changes nothing.
 * `chosen` is the account that is to be traded; null for the user's first.
 */
export async function ensureLocalProfile(store: RelationalStore, username: string, newId: () => string, chosen: string | null = null): Promise<ChosenProfile> {
  const { db } = store;
  await store.commit([
    db
      .insertInto('tickers')
      .values(TICKERS.map((symbol) => ({ symbol, ...TICKER_ROWS[symbol] })))
      .onConflict((conflict) => conflict.column('symbol').doNothing())
      .compile(),
    db
      .insertInto('users')
      .values({ id: newId(), username, email: `${username}@localhost`, password_hash: NO_PASSWORD, role: 'trader' })
      .onConflict((conflict) => conflict.column('username').doNothing())
      .compile(),
  ]);
  const { id: userId } = await db.selectFrom('users').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  await store.commit([
    db
      .insertInto('trading_accounts')
      .values({ id: newId(), user_id: userId, account_number: ACCOUNT_NUMBER, account_type: 'paper', broker: 'paper' })
      .onConflict((conflict) => conflict.columns(['user_id', 'account_number']).doNothing())
      .compile(),
  ]);
  const { account, remark } = await accountToTrade(store, userId, chosen);
  const tickers = await db.selectFrom('tickers').select(['symbol', 'id']).execute();
  const idOf = (ticker: Ticker): number => {
    const row = tickers.find(({ symbol }) => symbol === ticker);
    if (row === undefined) throw new Error(`the database has no ticker ${ticker}`);
    return row.id;
  };
  return {
    userId,
    accountId: account.id,
    accountNumber: account.number,
    kind: account.kind,
    broker: brokerOf(account),
    tickerIds: { SPY: idOf('SPY'), QQQ: idOf('QQQ'), IWM: idOf('IWM'), VIX: idOf('VIX') },
    remark,
  };
}

/** Where an account's orders go; imports made accounts of other brokers, which nobody trades. */
export function brokerOf({ broker, kind, number }: Pick<TradingAccount, 'broker' | 'kind' | 'number'>): BrokerKind {
  const known = BROKERS.find((name) => name === broker);
  if (known === undefined || (kind === 'live' && known === 'paper')) throw new Error(`the account ${number} is ${kind}, at ${broker}, and cannot be traded`);
  return known;
}

/** An account that works or holds something goes on before any other: its options expire in the session that runs. */
async function accountToTrade(store: RelationalStore, userId: string, chosen: string | null): Promise<{ readonly account: TradingAccount; readonly remark: string | null }> {
  const accounts = (await tradingAccounts(store)).filter(({ kind, isActive, isImported }) => !isImported && (kind === 'paper' || isActive));
  const first = accounts.find((account) => account.userId === userId && account.number === ACCOUNT_NUMBER);
  const wanted = accounts.find(({ id, isActive }) => id === chosen && isActive) ?? first;
  if (wanted === undefined) throw new Error(`the account ${ACCOUNT_NUMBER} of the local user is not a paper account, so it cannot be traded`);
  // What is held at a broker rests there, whichever account is traded here.
  const here = accounts.filter((account) => brokerOf(account) === 'paper');
  const unfinished = here.length === 1 ? new Set() : await unfinishedAccounts(store, here.map(({ id }) => id));
  const open = unfinished.has(wanted.id) ? undefined : here.find(({ id }) => unfinished.has(id));
  if (open !== undefined) {
    return { account: open, remark: `${open.number} is traded, not ${wanted.number}: it still works orders or holds options, which this session must end or settle first` };
  }
  if (chosen !== null && wanted.id !== chosen) {
    return { account: wanted, remark: `the account that was chosen is not there any more, or cannot be traded; ${wanted.number} is traded` };
  }
  return { account: wanted, remark: null };
}
