import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditVerification } from '../../../src-core/contract/access.ts';
import { fromDollars, money } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { TradedAccount } from '../../../src-main/access/access-desk.ts';
import type { AccessDirectory, User } from '../../../src-main/access/access-directory.ts';
import { Accounts, type AccountsParts } from '../../../src-main/access/accounts.ts';
import type { Caller } from '../../../src-main/access/caller.ts';
import { ConfigCipher } from '../../../src-main/access/config-cipher.ts';
import { Configuration } from '../../../src-main/access/configuration.ts';
import { type LiveBroker, NO_LIVE_BROKER } from '../../../src-main/access/live-checks.ts';
import { openLocalConfigRows } from '../../../src-main/access/local-config-rows.ts';
import { openLocalDirectory } from '../../../src-main/access/local-directory.ts';
import type { RestartRequest } from '../../../src-main/restart.ts';
import { chosenAccount, startingCash, tradingRecord } from '../../../src-main/stores/relational/access/account-records.ts';
import { deskAccountId } from '../../../src-main/stores/relational/desk/desk-profile.ts';
import { BOOKS, COMMON } from '../../../src-main/stores/relational/desk/shared-tables.ts';
import { type ChosenProfile, ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { createRiskJournal } from '../../../src-main/stores/relational/risk/risk-journal.ts';
import { createSessionRepository } from '../../../src-main/stores/relational/session-repository.ts';
import type { SqliteStore } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import { callerOf } from '../../support/callers.ts';
import { filledOrder } from '../stores/desk/filled-orders.ts';
import { TestDirectory } from '../stores/test-store.ts';

/** Later than the rows that a database stamps itself. */
const CLOCK = { now: () => 4e12 };
const SOUND: AuditVerification = { entries: 3, unchained: 0, chains: [], problems: [], milliseconds: 1 };
const BROKER: LiveBroker = { isSetUp: true, detail: 'IBKR on this machine', clockSkewSeconds: -1, account: { broker: 'ibkr', number: 'U123' } };

let directory: TestDirectory;
let store: SqliteStore;
let profile: ChosenProfile;
let people: AccessDirectory;
let config: Configuration;
let restarts: RestartRequest[];
let ada: Caller;

beforeAll(async () => {
  directory = new TestDirectory();
  store = await directory.open();
});
beforeEach(async () => {
  // One database, emptied: opening one takes the longest of a test.
  const tables = [...COMMON, ...BOOKS, 'system_config', 'replica_state'] as const;
  await store.commit(tables.toReversed().map((table) => store.db.deleteFrom(table).compile()));
  profile = await ensureLocalProfile(store, 'ada', randomUUID);
  people = await openLocalDirectory(store, CLOCK);
  const vault = { kind: 'file', get: async () => null, set: async () => undefined } as const;
  config = new Configuration({ workstation: await openLocalConfigRows(store, CLOCK), desk: null, cipher: await ConfigCipher.open(vault), clock: CLOCK });
  restarts = [];
  ada = callerOf({ userId: profile.userId });
});
afterAll(() => directory.remove());

function accountsOf(rest: Partial<AccountsParts> = {}): Accounts {
  return new Accounts({
    profile: 'local',
    store,
    directory: people,
    config,
    current: (): TradedAccount => ({ id: profile.accountId, ownerId: profile.userId, number: profile.accountNumber, kind: 'paper' }),
    business: () => null,
    liveBroker: () => NO_LIVE_BROKER,
    gateway: () => ({ host: '' }),
    audit: { verify: async () => SOUND },
    restart: (request) => restarts.push(request),
    clock: CLOCK,
    newId: randomUUID,
    ...rest,
  });
}

async function person(username: string, rest: Partial<User> = {}): Promise<Caller> {
  const user: User = { id: randomUUID(), username, email: `${username}@example.com`, firstName: null, lastName: null, role: 'trader', isActive: true, passwordHash: null, createdAt: 1, lastLogin: null, ...rest };
  await people.change([{ kind: 'user', user }]);
  return callerOf({ userId: user.id, role: user.role, connection: username });
}

async function idOf(number: string): Promise<string> {
  return (await store.db.selectFrom('trading_accounts').select('id').where('account_number', '=', number).executeTakeFirstOrThrow()).id;
}

async function numbers(accounts: Accounts, caller: Caller): Promise<readonly string[]> {
  return (await accounts.list(caller)).map(({ number }) => number);
}

/** An account with a statement's trades, as an import makes it. */
async function imported(number: string): Promise<string> {
  const id = randomUUID();
  await store.commit([
    store.db.insertInto('trading_accounts').values({ id, user_id: profile.userId, account_number: number, account_type: 'live', broker: 'tastytrade', is_active: false }).compile(),
    store.db.insertInto('statement_imports').values({ id: randomUUID(), account_id: id, broker: 'tastytrade', file_name: 'a.csv', digest: number, packages: 1, fills: 1, imported_at: 1 }).compile(),
  ]);
  return id;
}

async function began(date: string, id: string = randomUUID()): Promise<void> {
  await createSessionRepository(store).save({
    id, date: parseIsoDate(date), feed: { kind: 'simulated', detail: 'seed 1' }, seed: 1, now: 1, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null,
  });
}

/** Order `count` of an account, as far as it went: it works, it holds an option, or its trade is over. */
async function traded(accountId: string, number: number, until: 'works' | 'holds' | 'over'): Promise<void> {
  const journal = createTradingJournal(store, { userId: profile.userId, accountId });
  const [asked = [], filled = []] = filledOrder(number);
  await journal.write(asked);
  if (until === 'works') return;
  await journal.write(filled);
  if (until === 'holds') return;
  for (const record of filled) {
    if (record.kind === 'trade') await journal.write([{ kind: 'trade', trade: { ...record.trade, status: 'closed', closedQuantity: 2, closedAt: record.trade.openedAt + 1 } }]);
    if (record.kind === 'transaction') {
      const entries = record.transaction.entries.map((entry) => ({ ...entry, amount: money(-entry.amount), ...(entry.quantity === undefined ? {} : { quantity: -entry.quantity }) }));
      await journal.write([{ kind: 'transaction', transaction: { ...record.transaction, id: `${record.transaction.id}/closed`, entries } }]);
    }
  }
}

describe('accounts', () => {
  test('are listed: one’s own, those that are shared, and all of them for an admin', async () => {
    const accounts = accountsOf();
    const bob = await person('bob');
    const eve = await person('eve', { role: 'viewer' });
    await accounts.open(bob, { number: 'PAPER-1', capital: null });
    await imported('X555');
    await store.commit([store.db.updateTable('trading_accounts').set({ net_liquidation: fromDollars(26_000) }).where('id', '=', profile.accountId).compile()]);
    expect(await accounts.list(ada)).toEqual([
      expect.objectContaining({ number: 'PAPER-1', owner: 'ada', kind: 'paper', isCurrent: true, isImported: false, mayTrade: true, netLiquidation: fromDollars(26_000), sharedWith: [] }),
      expect.objectContaining({ number: 'X555', kind: 'live', isCurrent: false, isImported: true, isActive: false, mayTrade: false }),
    ]);
    expect(await numbers(accounts, bob)).toEqual(['PAPER-1']);
    expect(await accounts.list(eve)).toEqual([]);
    expect(await numbers(accounts, { ...eve, role: 'admin' })).toHaveLength(3);
    await accounts.share(ada, profile.accountId, String(eve.userId), true);
    expect(await accounts.list(eve)).toEqual([expect.objectContaining({ owner: 'ada', mayTrade: false, sharedWith: [eve.userId] })]);
    await expect(accounts.list(callerOf({ role: 'nobody', userId: null }))).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('are opened with the configured capital, or with what is paid in', async () => {
    const accounts = accountsOf();
    await config.set('accounts.paper_capital', '40000.5');
    await accounts.open(ada, { number: 'PAPER-2', capital: null });
    await accounts.open(ada, { number: 'SMALL', capital: fromDollars(2_000) });
    expect(await startingCash(store, await idOf('PAPER-2'))).toBe(fromDollars(40_000.5));
    expect(await startingCash(store, await idOf('SMALL'))).toBe(fromDollars(2_000));
    expect(await startingCash(store, profile.accountId)).toBeNull();
    expect(await numbers(accounts, ada)).toEqual(['PAPER-1', 'PAPER-2', 'SMALL']);
  });

  test('are opened at Interactive Brokers by the number of a paper account there, once a gateway is set up', async () => {
    const accounts = accountsOf({ gateway: () => ({ host: '127.0.0.1' }) });
    await accounts.open(ada, { number: 'DU1234567', capital: null, broker: 'ibkr' });
    expect((await accounts.list(ada)).find(({ number }) => number === 'DU1234567')).toMatchObject({ kind: 'paper', broker: 'ibkr', mayTrade: true });
    expect(await startingCash(store, await idOf('DU1234567'))).toBeNull();
    await expect(accounts.open(ada, { number: 'U1234567', capital: null, broker: 'ibkr' })).rejects.toMatchObject({ code: 'bad_input', field: 'number', message: expect.stringContaining('DU1234567; a live account is made by going live') });
    await expect(accounts.open(ada, { number: 'DU7654321', capital: fromDollars(2_000), broker: 'ibkr' })).rejects.toMatchObject({ code: 'bad_input', field: 'capital' });
    await expect(accountsOf().open(ada, { number: 'DU7654321', capital: null, broker: 'ibkr' })).rejects.toMatchObject({ code: 'conflict', field: 'broker', message: expect.stringContaining('Connections') });
  });

  test('have each a number of their own, whoever asks at once', async () => {
    const accounts = accountsOf();
    const asked = await Promise.allSettled([1, 2, 3].map(() => accounts.open(ada, { number: 'PAPER-2', capital: null })));
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(accounts.open(ada, { number: 'PAPER-1', capital: null })).rejects.toMatchObject({ code: 'conflict', field: 'number' });
    await accounts.open(await person('bob'), { number: 'PAPER-2', capital: null });
  });

  test.each([fromDollars(999.99), money(0), money(-1), fromDollars(100_000_001)])('are not opened with %d', async (capital) => {
    const accounts = accountsOf();
    await expect(accounts.open(ada, { number: 'PAPER-2', capital })).rejects.toMatchObject({ code: 'bad_input', field: 'capital', message: expect.stringContaining('expected 1000.00 to 100000000.00') });
    expect(await numbers(accounts, ada)).toEqual(['PAPER-1']);
  });

  test('are opened by admins alone where the configuration says so', async () => {
    const accounts = accountsOf();
    await config.set('accounts.traders_open_paper', 'false');
    await expect(accounts.open(ada, { number: 'PAPER-2', capital: null })).rejects.toMatchObject({ code: 'forbidden' });
    await accounts.open({ ...ada, role: 'admin' }, { number: 'PAPER-2', capital: null });
  });

  test('have ids made of their names on a desk, where the Connections panel says which is traded', async () => {
    const accounts = accountsOf({ profile: 'desk' });
    await accounts.open(ada, { number: 'PAPER-2', capital: null });
    expect(await idOf('PAPER-2')).toBe(deskAccountId('ada/PAPER-2'));
    await expect(accounts.choose(ada, deskAccountId('ada/PAPER-2'))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('Connections') });
  });

  test('are shared by their owner or an admin, and no longer', async () => {
    const accounts = accountsOf();
    const bob = await person('bob');
    const bobId = String(bob.userId);
    await expect(accounts.share(bob, profile.accountId, bobId, true)).rejects.toMatchObject({ code: 'not_found', field: 'id' });
    await accounts.share(ada, profile.accountId, bobId, true);
    expect(people.state().grants).toEqual([{ accountId: profile.accountId, userId: bobId }]);
    expect(await store.db.selectFrom('account_grants').select('granted_by').execute()).toEqual([{ granted_by: profile.userId }]);
    await expect(accounts.share(bob, profile.accountId, String((await person('eve')).userId), true)).rejects.toMatchObject({ code: 'forbidden' });
    await accounts.share({ ...bob, role: 'admin' }, profile.accountId, bobId, false);
    expect(people.state().grants).toEqual([]);
    await expect(accounts.share(ada, profile.accountId, randomUUID(), true)).rejects.toMatchObject({ code: 'not_found', field: 'userId' });
    await expect(accounts.share(ada, profile.accountId, profile.userId, true)).rejects.toMatchObject({ code: 'conflict' });
    await expect(accounts.share(ada, await imported('X555'), bobId, true)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('choosing an account', () => {
  test('is kept, and the terminal starts anew on it', async () => {
    const accounts = accountsOf();
    await accounts.open(ada, { number: 'PAPER-2', capital: null });
    const second = await idOf('PAPER-2');
    await accounts.choose(ada, second);
    expect(restarts).toEqual([{ reason: 'the account PAPER-2 was chosen', restore: null }]);
    const chosen = await chosenAccount(store);
    expect(chosen).toBe(second);
    expect(await ensureLocalProfile(store, 'ada', randomUUID, chosen)).toMatchObject({ accountId: second, accountNumber: 'PAPER-2', remark: null });
  });

  test('is refused for what cannot be traded here, and changes nothing', async () => {
    const accounts = accountsOf();
    const bob = await person('bob');
    await accounts.open(bob, { number: 'BOBS', capital: null });
    await expect(accounts.choose(ada, await idOf('BOBS'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(accounts.choose(ada, await imported('X555'))).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('a statement') });
    await expect(accounts.choose(ada, profile.accountId)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('already') });
    const live = randomUUID();
    await store.commit([store.db.insertInto('trading_accounts').values({ id: live, user_id: profile.userId, account_number: 'U1', account_type: 'live', broker: 'ibkr' }).compile()]);
    await expect(accounts.choose(ada, live)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('no live broker') });
    await expect(accountsOf({ restart: null }).choose({ ...ada, role: 'admin' }, await idOf('BOBS'))).rejects.toMatchObject({ code: 'unavailable' });
    expect([restarts, await chosenAccount(store)]).toEqual([[], null]);
  });

  test('is refused while the present one works or holds anything, and taken back where it does by then', async () => {
    let asked = 0;
    const busy = accountsOf({ business: () => '1 order works' });
    const late = accountsOf({ business: () => (asked++ === 0 ? null : '1 order works') });
    await busy.open(ada, { number: 'PAPER-2', capital: null });
    const second = await idOf('PAPER-2');
    await expect(busy.choose(ada, second)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('PAPER-1 cannot be left now: 1 order works') });
    expect(await chosenAccount(store)).toBeNull();
    await expect(late.choose(ada, second)).rejects.toMatchObject({ code: 'conflict' });
    expect(await chosenAccount(store)).toBe(profile.accountId);
    expect(restarts).toEqual([]);
  });

  test.each(['works', 'holds'] as const)('waits for the next start where the former one %s something all the same', async (until) => {
    const accounts = accountsOf();
    await accounts.open(ada, { number: 'PAPER-2', capital: null });
    const second = await idOf('PAPER-2');
    await began('2026-11-20');
    await accounts.choose(ada, second);
    await traded(profile.accountId, 1, until);
    const started = await ensureLocalProfile(store, 'ada', randomUUID, await chosenAccount(store));
    expect(started.accountId).toBe(profile.accountId);
    expect(started.remark).toContain('PAPER-1 is traded, not PAPER-2');
  });

  test('of an account whose trades are over leaves nothing behind', async () => {
    await accountsOf().open(ada, { number: 'PAPER-2', capital: null });
    await began('2026-11-20');
    await traded(profile.accountId, 1, 'over');
    expect(await ensureLocalProfile(store, 'ada', randomUUID, await idOf('PAPER-2'))).toMatchObject({ accountNumber: 'PAPER-2', remark: null });
  });

  test('of one that is gone goes back to the first, and says so', async () => {
    const gone = await ensureLocalProfile(store, 'ada', randomUUID, randomUUID());
    expect(gone).toMatchObject({ accountId: profile.accountId, remark: expect.stringContaining('not there any more') });
    expect(await ensureLocalProfile(store, 'ada', randomUUID, await imported('X555'))).toMatchObject({ accountId: profile.accountId });
  });
});

describe('going live', () => {
  const failed = async (accounts: Accounts): Promise<readonly string[]> => (await accounts.liveChecks(ada, profile.accountId)).checks.filter(({ passed }) => !passed).map(({ name }) => name);

  /** Everything that must be so of the account and its owner. */
  async function ready(): Promise<void> {
    await config.set('accounts.live_checks', '{"paperSessions":2,"paperTrades":3,"clockSeconds":2}');
    const user = people.state().users.get(profile.userId);
    if (user !== undefined) await people.change([{ kind: 'user', user: { ...user, passwordHash: '$argon2id$' } }]);
    await createRiskJournal(store, profile).setLimits([{ name: 'max_positions', value: 3, pending: null }], 1);
    await began('2026-11-20');
    await traded(profile.accountId, 1, 'over');
    await traded(profile.accountId, 2, 'over');
    await began('2026-11-23');
    await traded(profile.accountId, 3, 'over');
  }

  test('is off until a live broker is set up, and says what else is missing', async () => {
    const accounts = accountsOf();
    expect(await failed(accounts)).toEqual(['broker', 'password', 'paper_sessions', 'paper_trades', 'limits', 'clock']);
    await ready();
    expect(await failed(accounts)).toEqual(['broker', 'clock']);
    await expect(accounts.goLive(ada, profile.accountId, 'LIVE PAPER-1')).rejects.toMatchObject({ code: 'denied', message: expect.stringMatching(/A live broker is set up: none is set up; .*This clock agrees.*not known/) });
  });

  test('counts sessions and trades of that account that are over', async () => {
    await ready();
    await traded(profile.accountId, 4, 'holds');
    expect(await tradingRecord(store, profile.accountId)).toEqual({ sessions: 2, trades: 3, limits: 1 });
    await accountsOf().open(ada, { number: 'PAPER-2', capital: null });
    expect(await tradingRecord(store, await idOf('PAPER-2'))).toEqual({ sessions: 0, trades: 0, limits: 0 });
  });

  test.each<[string, Partial<AccountsParts>]>([
    ['audit', { audit: { verify: async () => ({ ...SOUND, problems: [{ chain: 'a', sequence: 2, kind: 'changed', text: 'entry 2 was changed' }] }) } }],
    ['clock', { liveBroker: () => ({ ...BROKER, clockSkewSeconds: 2.5 }) }],
    ['clock', { liveBroker: () => ({ ...BROKER, clockSkewSeconds: null }) }],
    ['broker', { liveBroker: () => ({ ...BROKER, account: null }) }],
  ])('is denied where %s alone does not pass', async (name, parts) => {
    await ready();
    const accounts = accountsOf({ liveBroker: () => BROKER, ...parts });
    expect(await failed(accounts)).toEqual([name]);
    await expect(accounts.goLive(ada, profile.accountId, 'LIVE PAPER-1')).rejects.toMatchObject({ code: 'denied' });
  });

  test('opens the broker’s account with the limits that were set, once its words are typed', async () => {
    await ready();
    const accounts = accountsOf({ liveBroker: () => BROKER });
    await expect(accounts.goLive(ada, profile.accountId, 'live paper-1')).rejects.toMatchObject({ code: 'bad_input', field: 'typed' });
    expect(await numbers(accounts, ada)).toEqual(['PAPER-1']);
    await accounts.goLive(ada, profile.accountId, 'LIVE PAPER-1');
    expect((await accounts.list(ada)).at(-1)).toMatchObject({ number: 'U123', kind: 'live', broker: 'ibkr', isImported: false, isCurrent: false, mayTrade: true });
    const live = await idOf('U123');
    expect(await createRiskJournal(store, { userId: profile.userId, accountId: live }).limits()).toEqual([{ name: 'max_positions', value: 3, pending: null }]);
    await expect(accounts.goLive(ada, profile.accountId, 'LIVE PAPER-1')).rejects.toMatchObject({ code: 'conflict', field: 'number' });
    await expect(accounts.liveChecks(ada, live)).rejects.toMatchObject({ code: 'conflict' });
    expect(await ensureLocalProfile(store, 'ada', randomUUID)).toMatchObject({ accountId: profile.accountId, kind: 'paper', broker: 'paper' });
    expect(await ensureLocalProfile(store, 'ada', randomUUID, live)).toMatchObject({ accountId: live, kind: 'live', broker: 'ibkr' });
  });

  test('is the owner’s to do, or an admin’s', async () => {
    await ready();
    const bob = await person('bob');
    const accounts = accountsOf({ liveBroker: () => BROKER });
    await accounts.share(ada, profile.accountId, String(bob.userId), true);
    await expect(accounts.goLive(bob, profile.accountId, 'LIVE PAPER-1')).rejects.toMatchObject({ code: 'forbidden' });
  });
});
