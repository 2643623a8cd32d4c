import { type Ticker, TICKERS } from '../../../src-core/instruments/instrument.ts';
import type { RelationalStore } from './relational-store.ts';

/** The ids of what the local profile stands on. */
export interface LocalProfile {
  readonly userId: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly tickerIds: Readonly<Record<Ticker, number>>;
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

/** Makes sure of the tickers, one local user who may trade, and that user's paper account. Doing it again changes nothing. */
export async function ensureLocalProfile(store: RelationalStore, username: string, newId: () => string): Promise<LocalProfile> {
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
  const account = await db
    .selectFrom('trading_accounts')
    .select('id')
    .where('user_id', '=', userId)
    .where('account_number', '=', ACCOUNT_NUMBER)
    .executeTakeFirstOrThrow();
  const tickers = await db.selectFrom('tickers').select(['symbol', 'id']).execute();
  const idOf = (ticker: Ticker): number => {
    const row = tickers.find(({ symbol }) => symbol === ticker);
    if (row === undefined) throw new Error(`the database has no ticker ${ticker}`);
    return row.id;
  };
  return {
    userId,
    accountId: account.id,
    accountNumber: ACCOUNT_NUMBER,
    tickerIds: { SPY: idOf('SPY'), QQQ: idOf('QQQ'), IWM: idOf('IWM'), VIX: idOf('VIX') },
  };
}
