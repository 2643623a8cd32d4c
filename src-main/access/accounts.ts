import { CONFIG } from '../../src-core/access/config-keys.ts';
import type { GatewaySettings } from '../../src-core/contract/broker.ts';
import { liveConfirmation } from '../../src-core/access/live-confirmation.ts';
import type { AccountEntry, LiveChecks, NewAccount } from '../../src-core/contract/access.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { formatMoney, type Money, parseMoney } from '../../src-core/money.ts';
import type { Clock } from '../../src-core/time.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Restart } from '../restart.ts';
import { chooseAccount, copiedLimits, newAccountQuery, type NewTradingAccount, type TradingAccount, tradingAccounts, tradingRecord } from '../stores/relational/access/account-records.ts';
import { deskAccountId } from '../stores/relational/desk/desk-profile.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { AccessDirectory } from './access-directory.ts';
import type { TradedAccount } from './access-desk.ts';
import type { AccountDesk } from './account-desk.ts';
import { type Caller, personOf } from './caller.ts';
import type { ConfigDesk } from './config-desk.ts';
import { InTurn } from './in-turn.ts';
import { type LiveBroker, liveChecksOf } from './live-checks.ts';

export interface AccountsParts {
  readonly profile: 'local' | 'desk';
  /** The books. */
  readonly store: RelationalStore;
  readonly directory: Pick<AccessDirectory, 'state' | 'change'>;
  readonly config: Pick<ConfigDesk, 'value'>;
  readonly current: () => TradedAccount;
  /** What the present account works and holds, as the middle of a sentence; null where it does neither. */
  readonly business: () => string | null;
  readonly liveBroker: () => LiveBroker;
  /** As it is set up now. */
  readonly gateway: () => Pick<GatewaySettings, 'host'>;
  readonly audit: Pick<AuditLog, 'verify'>;
  readonly restart: Restart;
  /** The machine's. */
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Accounts that one person may open: a start reads the results of each. */
const MOST_ACCOUNTS = 50;
/** Numbers of paper accounts begin so: of one person (DU) or of an advisor (DF, DI). */
const PAPER_AT_IBKR = /^D[A-Z]?\d{4,}$/;
const CAPITAL = CONFIG['accounts.paper_capital'];

export class Accounts implements AccountDesk {
  readonly #parts: AccountsParts;
  /** Changes, one after the other: each sees which accounts there are. */
  readonly #changes = new InTurn();

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  async list(caller: Caller): Promise<readonly AccountEntry[]> {
    const current = this.#parts.current().id;
    return (await this.#visible(caller)).map((account) => ({
      id: account.id,
      number: account.number,
      kind: account.kind,
      ownerId: account.userId,
      owner: account.username,
      broker: account.broker,
      isActive: account.isActive,
      isCurrent: account.id === current,
      isImported: isImported(account),
      mayTrade: (caller.role === 'trader' || caller.role === 'admin') && this.#banOf(account) === null,
      sharedWith: this.#sharedWith(account.id),
      netLiquidation: account.netLiquidation,
    }));
  }

  /** Fails with 'bad_input' (capital), 'forbidden', or 'conflict' where the person has an account of that number. */
  open(caller: Caller, { number, capital, broker = 'paper' }: NewAccount): Promise<void> {
    const { config, store, clock, newId } = this.#parts;
    const userId = personOf(caller);
    return this.#changes.run(async () => {
      if (caller.role !== 'admin' && !config.value('accounts.traders_open_paper')) {
        throw new ContractFailure({ code: 'forbidden', message: 'paper accounts are opened by an admin here (configuration accounts.traders_open_paper)' });
      }
      mustBeCapital(capital);
      if (broker === 'ibkr') this.#mustBePaperAtBroker(number, capital);
      const own = (await tradingAccounts(store)).filter((account) => account.userId === userId);
      mustBeFree(number, own);
      if (own.filter(({ kind }) => kind === 'paper').length >= MOST_ACCOUNTS) {
        throw new ContractFailure({ code: 'conflict', message: `you have ${MOST_ACCOUNTS} paper accounts, which is the most that one person may have` });
      }
      const startingCash = broker === 'ibkr' ? null : (capital ?? parseMoney(config.value('accounts.paper_capital')));
      const account: NewTradingAccount = { id: this.#newAccountId(userId, number, newId), userId, number, kind: 'paper', broker, startingCash };
      await store.commit([newAccountQuery(store.db, account, clock.now())]);
    });
  }

  /** Fails with 'bad_input' for what is no paper account there, 'conflict' without a gateway. */
  #mustBePaperAtBroker(number: string, capital: Money | null): void {
    if (!PAPER_AT_IBKR.test(number)) {
      throw new ContractFailure({ code: 'bad_input', field: 'number', message: `number: is "${number}"; expected the number of a paper account at Interactive Brokers, such as DU1234567; a live account is made by going live` });
    }
    if (capital !== null) throw new ContractFailure({ code: 'bad_input', field: 'capital', message: 'capital: an account at a broker has what the broker says; expected none' });
    if (this.#parts.gateway().host === '') throw new ContractFailure({ code: 'conflict', field: 'broker', message: 'broker: no gateway is set up; give TWS or IB Gateway in the Connections panel first' });
  }

  /** Fails with 'not_found', with 'conflict' and what is in the way, or with 'unavailable' where nobody can start the terminal anew. */
  choose(caller: Caller, id: string): Promise<void> {
    const { profile, store, current, restart } = this.#parts;
    personOf(caller);
    return this.#changes.run(async () => {
      if (profile === 'desk') {
        const message = 'the account that a workstation of a desk trades is one of its connection settings: change its owner and number in the Connections panel, and start anew';
        throw new ContractFailure({ code: 'unavailable', message });
      }
      const account = await this.#find(caller, id);
      const present = current();
      if (account.id === present.id) throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${account.number} is the account that is traded already` });
      const ban = this.#banOf(account);
      if (ban !== null) throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${ban}` });
      if (restart === null) throw new ContractFailure({ code: 'unavailable', message: 'this terminal has no shell that could start it anew on another account' });
      this.#mustBeAtRest(present);
      await chooseAccount(store, account.id);
      try {
        // Something may have been ordered while the choice was written.
        this.#mustBeAtRest(present);
      } catch (error) {
        await chooseAccount(store, present.id);
        throw error;
      }
      restart({ reason: `the account ${account.number} was chosen`, restore: null });
    });
  }

  /** Fails with 'not_found' (the account, the user), with 'forbidden' where it is another's, or as the directory does. */
  share(caller: Caller, id: string, userId: string, shared: boolean): Promise<void> {
    const { directory } = this.#parts;
    const by = personOf(caller);
    return this.#changes.run(async () => {
      const account = await this.#find(caller, id);
      mustBeOwn(account, caller);
      if (isImported(account)) throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${account.number} holds the trades of a statement: nobody trades it` });
      const user = directory.state().users.get(userId);
      if (user === undefined || (shared && !user.isActive)) throw new ContractFailure({ code: 'not_found', field: 'userId', message: `userId: there is no active user ${userId}` });
      if (userId === account.userId) throw new ContractFailure({ code: 'conflict', field: 'userId', message: `userId: ${user.username} owns ${account.number}, and trades it anyway` });
      if (shared === this.#sharedWith(account.id).includes(userId)) return;
      const grant = { accountId: account.id, userId };
      await directory.change([shared ? { kind: 'grant', grant, by } : { kind: 'grant_ended', grant }]);
    });
  }

  async liveChecks(caller: Caller, id: string): Promise<LiveChecks> {
    return this.#checksOf(caller, await this.#paperAccount(caller, id));
  }

  /** Fails with 'denied' and the checks that do not pass, or with 'bad_input' where other words are typed. */
  goLive(caller: Caller, id: string, typed: string): Promise<void> {
    const { store, clock, newId, liveBroker } = this.#parts;
    personOf(caller);
    return this.#changes.run(async () => {
      const account = await this.#paperAccount(caller, id);
      mustBeOwn(account, caller);
      const { checks, passed } = await this.#checksOf(caller, account);
      const { account: atBroker } = liveBroker();
      if (!passed || atBroker === null) {
        const failed = checks.filter((check) => !check.passed).map(({ title, found, wanted }) => `${title}: ${found} (expected ${wanted})`);
        throw new ContractFailure({ code: 'denied', message: `${account.number} cannot go live: ${failed.join('; ')}` });
      }
      const words = liveConfirmation(account.number);
      if (typed !== words) throw new ContractFailure({ code: 'bad_input', field: 'typed', message: `typed: expected the words "${words}"` });
      const { broker, number } = atBroker;
      mustBeFree(number, (await tradingAccounts(store)).filter(({ userId }) => userId === account.userId));
      const live: NewTradingAccount = { id: this.#newAccountId(account.userId, number, newId), userId: account.userId, number, kind: 'live', broker, startingCash: null };
      const now = clock.now();
      await store.commit([newAccountQuery(store.db, live, now), ...(await copiedLimits(store.db, account.id, live, now))]);
    });
  }

  async #checksOf(caller: Caller, account: TradingAccount): Promise<LiveChecks> {
    const { audit, config, directory, liveBroker, store } = this.#parts;
    const [record, { problems }] = await Promise.all([tradingRecord(store, account.id), audit.verify()]);
    const person = directory.state().users.get(personOf(caller));
    return liveChecksOf({
      broker: liveBroker(),
      hasPassword: person !== undefined && person.passwordHash !== null,
      record,
      auditProblem: problems.at(-1)?.text ?? null,
      wanted: config.value('accounts.live_checks'),
    });
  }

  /** Own and shared accounts; all of them for an admin. */
  async #visible(caller: Caller): Promise<readonly TradingAccount[]> {
    const person = personOf(caller);
    const { grants } = this.#parts.directory.state();
    return (await tradingAccounts(this.#parts.store)).filter(
      ({ id, userId }) => caller.role === 'admin' || userId === person || grants.some((grant) => grant.accountId === id && grant.userId === person),
    );
  }

  /** What the caller may not see is not there. */
  async #find(caller: Caller, id: string): Promise<TradingAccount> {
    const account = (await this.#visible(caller)).find((one) => one.id === id);
    if (account === undefined) throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no account ${id} of yours, or shared with you` });
    return account;
  }

  async #paperAccount(caller: Caller, id: string): Promise<TradingAccount> {
    const account = await this.#find(caller, id);
    if (isImported(account)) throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${account.number} holds the trades of a statement; expected a paper account` });
    if (account.kind === 'live') throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${account.number} is live already; expected a paper account` });
    return account;
  }

  /** Why nobody may trade an account here, as a sentence; null where those who may see it can. */
  #banOf(account: TradingAccount): string | null {
    const { number, kind, isActive } = account;
    if (isImported(account)) return `${number} holds the trades of a statement: it is looked at, and never traded`;
    if (!isActive) return `${number} is not active`;
    const { isSetUp, detail } = this.#parts.liveBroker();
    return kind === 'live' && !isSetUp ? `${number} is a live account, and there is no live broker: ${detail}` : null;
  }

  #mustBeAtRest({ number }: TradedAccount): void {
    const business = this.#parts.business();
    if (business === null) return;
    throw new ContractFailure({ code: 'conflict', message: `${number} cannot be left now: ${business}. Cancel, close or let it be settled first: another account would take the session over` });
  }

  #sharedWith(accountId: string): string[] {
    return this.#parts.directory.state().grants.filter((grant) => grant.accountId === accountId).map(({ userId }) => userId);
  }

  /** On a desk an account's id is made of its name, as every workstation makes it. */
  #newAccountId(userId: string, number: string, newId: () => string): string {
    const { directory, profile } = this.#parts;
    if (profile === 'local') return newId();
    const owner = directory.state().users.get(userId);
    if (owner === undefined) throw new ContractFailure({ code: 'not_found', message: `there is no user ${userId} on this desk` });
    return deskAccountId(`${owner.username}/${number}`);
  }
}

/** Imports make accounts that are not active; the first of them is written together with its account. */
function isImported({ isImported: hasImports, kind, isActive }: TradingAccount): boolean {
  return hasImports || (kind === 'live' && !isActive);
}

function mustBeOwn({ userId, number }: TradingAccount, caller: Caller): void {
  if (caller.role === 'admin' || userId === caller.userId) return;
  throw new ContractFailure({ code: 'forbidden', field: 'id', message: `id: ${number} is another’s; its owner or an admin may do that` });
}

function mustBeFree(number: string, own: readonly TradingAccount[]): void {
  if (own.some((account) => account.number === number)) {
    throw new ContractFailure({ code: 'conflict', field: 'number', message: `number: there is an account ${number} of that owner already; choose another number` });
  }
}

function mustBeCapital(capital: Money | null): void {
  const [lowest, highest] = [parseMoney(CAPITAL.lowest), parseMoney(CAPITAL.highest)];
  if (capital === null || (capital >= lowest && capital <= highest)) return;
  throw new ContractFailure({
    code: 'bad_input',
    field: 'capital',
    message: `capital: is ${formatMoney(capital)} dollars; expected ${CAPITAL.lowest} to ${CAPITAL.highest}, or none for the configured amount`,
  });
}
