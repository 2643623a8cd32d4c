import { type Ticker, TICKERS } from '../../../../src-core/instruments/instrument.ts';
import { StartFailure } from '../../../start-failure.ts';
import { riskParameterId } from '../risk/limit-rows.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import type { Row, Value } from './copy-tables.ts';
import { DESK_TICKER_IDS, deskAccountId, deskUserId } from './desk-profile.ts';
import type { TableName } from './shared-tables.ts';

/** Whose books a local history is, and whose they become in the desk. */
export interface MovedIdentities {
  readonly from: { readonly accountId: string; readonly number: string };
  /** "owner/number". */
  readonly account: string;
  readonly accountId: string;
  /** The ids of the local profile's tickers. */
  readonly tickers: ReadonlyMap<number, number>;
  /** A row as the desk has it: people, accounts and tickers under the ids that are made from their names. */
  move(table: TableName, row: Row): Row;
}

/** Throws StartFailure where the history is not of one account. `number` is null for the number it has. */
export async function movedIdentities(source: SqliteStore, file: string, owner: string, number: string | null): Promise<MovedIdentities> {
  const { db } = source;
  const accounts = await db.selectFrom('trading_accounts').select(['id', 'account_number']).execute();
  const [from, other] = accounts;
  if (from === undefined) throw new StartFailure(`${file} holds no account: there is nothing to move`);
  if (other !== undefined) throw new StartFailure(`${file} holds the accounts ${accounts.map((each) => each.account_number).join(', ')}; expected one`);
  const account = `${owner}/${number ?? from.account_number}`;
  const accountId = deskAccountId(account);
  const users = new Map((await db.selectFrom('users').select(['id', 'username']).execute()).map(({ id, username }) => [id, deskUserId(username)]));
  const tickers = new Map((await db.selectFrom('tickers').select(['id', 'symbol']).execute()).map(({ id, symbol }) => [id, DESK_TICKER_IDS[knownTicker(symbol, file)]]));

  const movedValue = (table: TableName, column: string, value: Value): Value => {
    if (value === null) return null;
    switch (column) {
      case 'user_id':
        return table === 'trading_accounts' ? deskUserId(owner) : (users.get(String(value)) ?? value);
      case 'granted_by':
        return users.get(String(value)) ?? value;
      case 'account_id':
        return value === from.id ? accountId : value;
      case 'ticker_id':
      case 'underlying_ticker_id':
        return tickers.get(Number(value)) ?? value;
      case 'account_number':
        return account.slice(owner.length + 1);
      case 'id':
        if (table === 'users') return users.get(String(value)) ?? value;
        if (table === 'tickers') return tickers.get(Number(value)) ?? value;
        return table === 'trading_accounts' ? accountId : value;
      default:
        return value;
    }
  };
  return {
    from: { accountId: from.id, number: from.account_number },
    account,
    accountId,
    tickers,
    move: (table, row) => ({
      ...Object.fromEntries(Object.entries(row).map(([column, value]) => [column, movedValue(table, column, value)])),
      ...(table === 'risk_parameters' ? { id: riskParameterId(accountId, String(row['parameter_name'])) } : {}),
    }),
  };
}

function knownTicker(symbol: string, file: string): Ticker {
  const ticker = TICKERS.find((each) => each === symbol);
  if (ticker === undefined) throw new StartFailure(`${file} holds the ticker ${symbol}; expected ${TICKERS.join(', ')}`);
  return ticker;
}
