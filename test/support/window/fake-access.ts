import { liveConfirmation } from '../../../src-core/access/live-confirmation.ts';
import { type LeastRole, refusalOf } from '../../../src-core/access/permission.ts';
import type { AccessView, AccountEntry, LiveChecks, SessionEntry, UserView } from '../../../src-core/contract/access.ts';
import { ContractFailure, type ErrorCode } from '../../../src-core/contract/messages.ts';
import { type OperationName, operations } from '../../../src-core/contract/operations.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';
import { isAtBroker } from './fake-broker.ts';
import { fakeDeskView, type Scenario } from './fake-desk.ts';

/** What every made-up person signs in with. */
export const FAKE_PASSWORD = 'open sesame';

const FREE_ATTEMPTS = 2;
const id = (last: number): string => `00000000-0000-4000-8000-0000000000${String(last).padStart(2, '0')}`;

const ANNA = id(1);
const start = Date.now();

function fakeUsers(): UserView[] {
  const user = (last: number, username: string, role: UserView['role'], firstName: string | null, lastName: string | null, rest: Partial<UserView> = {}): UserView => ({
    id: id(last),
    username,
    email: `${username}@desk.example`,
    firstName,
    lastName,
    role,
    isActive: true,
    hasPassword: true,
    createdAt: start - 90 * DAY,
    lastLogin: start - last * 7 * MINUTE,
    ...rest,
  });
  return [
    user(1, 'anna', 'admin', 'Anna', 'Lindqvist'),
    user(2, 'max', 'trader', 'Maximilian', 'von Hohenstein-Wagenbach'),
    user(3, 'irene', 'viewer', 'Irene', null, { lastLogin: start - 3 * DAY }),
    user(4, 'joseph.featherstone', 'trader', null, null, { isActive: false, lastLogin: start - 60 * DAY }),
    user(5, 'newcomer', 'viewer', null, null, { hasPassword: false, lastLogin: null }),
  ];
}

function fakeSessions(username: string, isAlone: boolean): SessionEntry[] {
  const session = (last: number, who: string, device: string, place: string, rest: Partial<SessionEntry> = {}): SessionEntry => ({
    id: id(last),
    userId: who === 'max' ? id(2) : ANNA,
    username: who,
    place,
    address: null,
    device,
    createdAt: start - last * 40 * MINUTE,
    lastSeen: start - last * 90 * SECOND,
    expiresAt: start + 11 * HOUR,
    isLocked: false,
    isConnected: true,
    isThis: false,
    ...rest,
  });
  const mine = session(50, username, 'Chromium 143 on Linux', 'desk-1', { isThis: true, lastSeen: start });
  if (isAlone) return [mine, session(51, username, 'the desktop app', 'desk-1', { isConnected: false, lastSeen: start - 26 * HOUR })];
  return [
    mine,
    session(51, username, 'the desktop app', 'desk-2', { isLocked: true }),
    session(52, username, 'Firefox 146 on Windows', 'laptop-anna', { address: '2001:db8:85a3::8a2e:370:7334', isConnected: false, lastSeen: start - 3 * HOUR }),
    session(53, 'max', 'a script', 'desk-2', { address: '192.0.2.17' }),
  ];
}

function fakeAccounts(number: string, kind: 'paper' | 'live', mayTrade: boolean): AccountEntry[] {
  const account = (last: number, rest: Partial<AccountEntry>): AccountEntry => ({
    id: id(last),
    number: `PAPER-${last - 69}`,
    kind: 'paper',
    ownerId: ANNA,
    owner: 'anna',
    broker: 'paper',
    isActive: true,
    isCurrent: false,
    isImported: false,
    mayTrade: true,
    sharedWith: [],
    netLiquidation: fromDollars(25_240.12),
    ...rest,
  });
  return [
    account(70, { number, kind, isCurrent: true, mayTrade, ...(kind === 'live' && { broker: 'ibkr' }), ...(!mayTrade && { owner: 'max', ownerId: id(2) }) }),
    account(71, { sharedWith: [id(2)], netLiquidation: null }),
    account(72, { owner: 'max', ownerId: id(2), mayTrade: false, netLiquidation: fromDollars(1_204_118.4) }),
    account(73, { number: 'U1234567-2025', isImported: true, broker: 'statement', mayTrade: false, netLiquidation: fromDollars(8_410) }),
  ];
}

/** Who is before a made-up window, and the users, sessions and accounts of a made-up desk. */
export class FakeAccess {
  readonly #scenario: Scenario;
  readonly #listeners = new Set<() => void>();
  readonly #isDesk: boolean;
  #users = fakeUsers();
  #sessions: SessionEntry[];
  #accounts: AccountEntry[];
  #phase: AccessView['phase'];
  #user: AccessView['user'];
  #hasPassword: boolean;
  #failures = 0;
  #waitUntil: number | null = null;
  #isConfirmed: boolean;
  #activeAt = Date.now();
  #signIns = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#isDesk = fakeDeskView(scenario) !== null;
    const role = scenario === 'viewer' ? 'viewer' : scenario === 'not-shared' ? 'trader' : 'admin';
    const username = scenario === 'viewer' ? 'irene' : this.#isDesk ? 'anna' : 'trader';
    this.#phase = scenario === 'set-up' ? 'set_up' : scenario === 'signed-out' ? 'signed_out' : scenario === 'locked' ? 'locked' : 'open';
    this.#user = this.#phase === 'set_up' || this.#phase === 'signed_out' ? null : { id: scenario === 'viewer' ? id(3) : ANNA, username, role };
    this.#hasPassword = this.#isDesk || scenario === 'idle';
    this.#isConfirmed = scenario !== 'live-unconfirmed';
    this.#sessions = fakeSessions(username, !this.#isDesk);
    const isLive = scenario === 'live' || scenario === 'live-unconfirmed';
    const isDemo = isAtBroker(scenario) && !isLive;
    this.#accounts = fakeAccounts(isLive ? 'U7654321' : isDemo ? 'DU1234567' : 'PAPER-1', isLive ? 'live' : 'paper', scenario !== 'not-shared').map((account) => (isDemo && account.isCurrent ? { ...account, broker: 'ibkr' } : account));
    if (!this.#isDesk) this.#accounts = this.#accounts.slice(0, 2).map((account) => ({ ...account, owner: username, sharedWith: [] }));
  }

  get account(): Pick<AccountEntry, 'number' | 'kind'> {
    return this.#current;
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  view(): AccessView {
    const { id: accountId, number, kind, mayTrade } = this.#current;
    return {
      profile: this.#isDesk ? 'desk' : 'local',
      phase: this.#phase,
      user: this.#user,
      suggested: this.#isDesk ? 'anna' : 'trader',
      hasPassword: this.#hasPassword,
      idleMinutes: this.#hasPassword ? (this.#scenario === 'idle' ? 1 : 15) : null,
      notice: this.#scenario === 'signed-out' ? 'Trading desk of Example Capital. Use is recorded. Ring 4411 when something is wrong with your sign-in.' : '',
      waitUntil: this.#waitUntil,
      readOnly: this.#scenario === 'failed' ? 'the desk’s database is not reached: users and passwords cannot be changed now' : null,
      account: { id: accountId, number, kind, mayTrade: mayTrade && this.#user?.role !== 'viewer', needsConfirmation: kind === 'live' && !this.#isConfirmed, confirmation: liveConfirmation(number) },
      sessionId: this.#user === null ? null : `session-${this.#signIns}`,
    };
  }

  /** Locks a window that was left alone. Called each second. */
  step(): void {
    const { idleMinutes } = this.view();
    if (this.#phase === 'open' && idleMinutes !== null && Date.now() - this.#activeAt >= idleMinutes * MINUTE) this.#become({ phase: 'locked' });
  }

  /** Throws where whoever is there may not ask for it. */
  check(name: string): void {
    if (!isOperation(name)) return;
    const role: LeastRole = this.#phase !== 'open' ? 'nobody' : (this.#user?.role ?? 'nobody');
    const definition = operations[name];
    const refusal = refusalOf(`operation ${name}`, definition, { role, isLocked: this.#phase === 'locked', ownsAccount: this.#current.mayTrade, isUnconfirmedLive: this.view().account.needsConfirmation }, 'risky' in definition);
    if (refusal !== null) throw fails('forbidden', refusal);
  }

  /** null for what is not asked here. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    if (!isOperation(operation) || !/^(access|users|accounts)\./.test(operation)) return null;
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        try {
          resolve(this.#act(operation, input));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      }, 120);
    });
  }

  #act(operation: OperationName, input: unknown): unknown {
    switch (operation) {
      case 'access.setUp':
      case 'access.signIn': {
        const { username, password } = operations['access.signIn'].input.parse(input);
        if (operation === 'access.setUp' && password.length < 10) throw fails('bad_input', `password: expected at least 10 letters, and this one has ${password.length}`);
        if (operation === 'access.signIn') this.#compare(password);
        const known = this.#users.find((user) => user.username === username);
        this.#signIns += 1;
        return this.#become({ phase: 'open', user: { id: known?.id ?? ANNA, username, role: known?.role ?? 'admin' } });
      }
      case 'access.unlock':
        this.#compare(operations['access.unlock'].input.parse(input).password);
        return this.#become({ phase: 'open' });
      case 'access.lock':
        return this.#become({ phase: 'locked' });
      case 'access.signOut':
        return this.#become({ phase: 'signed_out', user: null });
      case 'access.active':
        this.#activeAt = Date.now();
        return {};
      case 'access.setPassword': {
        const { current, next } = operations['access.setPassword'].input.parse(input);
        if (current !== null) this.#compare(current);
        if (next !== null && next.length < 10) throw fails('bad_input', `next: a password must have at least 10 letters, and this one has ${next.length}`);
        this.#hasPassword = next !== null;
        return this.#become({});
      }
      case 'access.sessions':
        return this.#user?.role === 'admin' ? this.#sessions : this.#sessions.filter(({ username }) => username !== 'max');
      case 'access.revoke': {
        const ended = operations['access.revoke'].input.parse(input).id;
        if (this.#sessions.some((session) => session.id === ended && session.isThis)) this.#become({ phase: 'signed_out', user: null });
        this.#sessions = this.#sessions.filter((session) => session.id !== ended);
        return this.#sessions;
      }
      case 'access.revokeOthers':
        this.#sessions = this.#sessions.filter(({ isThis, userId }) => isThis || userId !== this.#user?.id);
        return this.#sessions;
      case 'users.list':
        return this.#users;
      case 'users.names':
        return this.#users.filter(({ isActive }) => isActive).map(({ id, username, role }) => ({ id, username, role }));
      case 'users.create': {
        const { password: _password, ...user } = operations['users.create'].input.parse(input);
        if (this.#users.some(({ username }) => username === user.username)) throw fails('conflict', `username: there is a user ${user.username} already`);
        const made = { ...user, id: id(10 + this.#users.length), isActive: true, hasPassword: true, createdAt: Date.now(), lastLogin: null };
        this.#users = [...this.#users, made];
        this.#tell();
        return made;
      }
      case 'users.change': {
        const { id: changed, change } = operations['users.change'].input.parse(input);
        this.#users = this.#users.map((user) => (user.id === changed ? { ...user, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) } : user));
        this.#tell();
        return this.#users.find((user) => user.id === changed);
      }
      case 'users.setPassword':
        this.#users = this.#users.map((user) => (user.id === operations['users.setPassword'].input.parse(input).id ? { ...user, hasPassword: true } : user));
        return this.#users.find((user) => user.id === operations['users.setPassword'].input.parse(input).id);
      case 'accounts.list':
        return this.#accounts;
      case 'accounts.open': {
        const { number, capital, broker = 'paper' } = operations['accounts.open'].input.parse(input);
        const [first] = this.#accounts;
        if (first !== undefined) this.#accounts = [...this.#accounts, { ...first, id: id(70 + this.#accounts.length), number, broker, kind: 'paper', isCurrent: false, sharedWith: [], netLiquidation: broker === 'ibkr' ? null : (capital ?? fromDollars(25_000)) }];
        return this.#accounts;
      }
      case 'accounts.choose': {
        const chosen = operations['accounts.choose'].input.parse(input).id;
        this.#accounts = this.#accounts.map((account) => ({ ...account, isCurrent: account.id === chosen }));
        this.#tell();
        return this.#accounts;
      }
      case 'accounts.share': {
        const { id: shared, userId, shared: isShared } = operations['accounts.share'].input.parse(input);
        this.#accounts = this.#accounts.map((account) => (account.id === shared ? { ...account, sharedWith: [...account.sharedWith.filter((other) => other !== userId), ...(isShared ? [userId] : [])] } : account));
        return this.#accounts;
      }
      case 'accounts.liveChecks':
        return fakeChecks(operations['accounts.liveChecks'].input.parse(input).id === id(71));
      case 'accounts.goLive': {
        const [first] = this.#accounts;
        if (first !== undefined) this.#accounts = [...this.#accounts, { ...first, id: id(90), number: 'U7654321', kind: 'live', broker: 'ibkr', isCurrent: false, sharedWith: [], netLiquidation: null }];
        return this.#accounts;
      }
      case 'accounts.confirmLive':
        if (operations['accounts.confirmLive'].input.parse(input).typed !== this.view().account.confirmation) throw fails('bad_input', `typed: expected "${this.view().account.confirmation}"`);
        this.#isConfirmed = true;
        return this.#become({});
      default:
        throw fails('unavailable', `${operation} is not played by the fake core`);
    }
  }

  get #current(): AccountEntry {
    const current = this.#accounts.find(({ isCurrent }) => isCurrent);
    if (current === undefined) throw new Error('no account is traded');
    return current;
  }

  #compare(password: string): void {
    if (this.#waitUntil !== null && Date.now() < this.#waitUntil) throw fails('rate_limited', 'the next password is looked at later');
    if (password === FAKE_PASSWORD) {
      this.#failures = 0;
      this.#waitUntil = null;
      return;
    }
    this.#failures += 1;
    if (this.#failures > FREE_ATTEMPTS) this.#waitUntil = Date.now() + SECOND * 2 ** Math.min(8, this.#failures);
    this.#tell();
    throw fails('forbidden', 'wrong name or password');
  }

  #become(change: { readonly phase?: AccessView['phase']; readonly user?: AccessView['user'] }): AccessView {
    if (change.phase !== undefined) this.#phase = change.phase;
    if (change.user !== undefined) this.#user = change.user;
    this.#activeAt = Date.now();
    this.#tell();
    return this.view();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

function fails(code: ErrorCode, message: string): ContractFailure {
  return new ContractFailure({ code, message });
}

function fakeChecks(passes: boolean): LiveChecks {
  const checks = [
    { name: 'broker', title: 'A live broker is set up', passed: passes, found: passes ? 'IBKR, U7654321' : 'none', wanted: 'a gateway that answers' },
    { name: 'paperSessions', title: 'Sessions traded on paper', passed: true, found: '34', wanted: 'at least 20' },
    { name: 'paperTrades', title: 'Trades ended on paper', passed: passes, found: passes ? '118' : '41', wanted: 'at least 50' },
    { name: 'password', title: 'A password is set', passed: true, found: 'set', wanted: 'set' },
    { name: 'clock', title: 'This clock agrees with the broker’s', passed: passes, found: passes ? '0.2 s apart' : '–', wanted: 'at most 2 s apart' },
  ];
  return { checks, passed: checks.every(({ passed }) => passed) };
}
