import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import { TICKERS } from '../../../../src-core/instruments/instrument.ts';
import { tradingAccounts } from '../access/account-records.ts';
import { brokerOf, type LocalProfile, NO_PASSWORD, TICKER_ROWS } from '../local-profile.ts';
import { nameUuid } from '../name-uuid.ts';
import type { RelationalStore } from '../relational-store.ts';

// Ids of a desk are made from names, so that every workstation and the server have the same ones without asking.

export const DESK_TICKER_IDS = { SPY: 1, QQQ: 2, IWM: 3, VIX: 4 } as const satisfies Readonly<Record<Ticker, number>>;

export function deskUserId(username: string): string {
  return nameUuid(`smart-0dte/user/${username}`);
}

/** `account` is "owner/number", as the trading lease names it. */
export function deskAccountId(account: string): string {
  return nameUuid(`smart-0dte/account/${account}`);
}

export interface DeskPeople {
  /** Whose account it is. */
  readonly owner: string;
  readonly accountNumber: string;
  /** Who acts at this workstation. */
  readonly username: string;
}

/** Makes sure of the tickers, the account and its owner, and whoever acts here. Doing it again changes nothing. */
export async function ensureDeskProfile(store: RelationalStore, { owner, accountNumber, username }: DeskPeople): Promise<LocalProfile> {
  const { db } = store;
  const accountId = deskAccountId(`${owner}/${accountNumber}`);
  const people = [...new Set([owner, username])].map((name) => ({
    id: deskUserId(name),
    username: name,
    email: `${name}@localhost`,
    password_hash: NO_PASSWORD,
    role: 'trader' as const,
  }));
  const [tickers, users, accounts] = await store.snapshot([
    db.selectFrom('tickers').select('id').compile(),
    db.selectFrom('users').select('id').where('id', 'in', people.map(({ id }) => id)).compile(),
    db.selectFrom('trading_accounts').select('id').where('id', '=', accountId).compile(),
  ]);
  // Every commit goes to the server: what is there already is not written again.
  if (tickers?.length !== TICKERS.length || users?.length !== people.length || accounts?.length !== 1) {
    await store.commit([
      db
        .insertInto('tickers')
        .values(TICKERS.map((symbol) => ({ id: DESK_TICKER_IDS[symbol], symbol, ...TICKER_ROWS[symbol] })))
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
      db
        .insertInto('users')
        .values(people)
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
      db
        .insertInto('trading_accounts')
        .values({ id: accountId, user_id: deskUserId(owner), account_number: accountNumber, account_type: 'paper', broker: 'paper' })
        .onConflict((conflict) => conflict.doNothing())
        .compile(),
    ]);
  }
  const [account] = (await tradingAccounts(store)).filter(({ id }) => id === accountId);
  if (account === undefined) throw new Error(`the desk's database has no account ${owner}/${accountNumber}`);
  return { userId: deskUserId(username), accountId, accountNumber, kind: account.kind, broker: brokerOf(account), tickerIds: DESK_TICKER_IDS };
}
