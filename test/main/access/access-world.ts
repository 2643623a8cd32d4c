import { randomUUID } from 'node:crypto';
import { CONFIG, type ConfigKey, type ConfigValue } from '../../../src-core/access/config-keys.ts';
import { Access } from '../../../src-main/access/access.ts';
import type { TradedAccount } from '../../../src-main/access/access-desk.ts';
import type { AccessDirectory, DirectoryChange, DirectoryState, Grant, User, UserSession } from '../../../src-main/access/access-directory.ts';
import type { ConnectionOrigin, Identity } from '../../../src-main/access/caller.ts';
import { afterChanges, directoryState } from '../../../src-main/access/directory-state.ts';
import { type HashCost, Passwords, type Verification } from '../../../src-main/access/passwords.ts';
import type { Pacer } from '../../../src-main/market-data/session-pump.ts';
import { deskUserId } from '../../../src-main/stores/relational/desk/desk-profile.ts';

export const CHEAP: HashCost = { memoryCost: 8, timeCost: 1, parallelism: 1 };
export const START = Date.UTC(2026, 10, 20, 14, 30);
export const PASSWORD = 'correct horse battery';

/** What is kept of users and sessions, where every workstation sees it at once. */
export class FakeDirectory implements AccessDirectory {
  #state: DirectoryState;
  readonly written: DirectoryChange[] = [];
  /** What writing waits for. */
  gate: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<() => void>();

  constructor(users: readonly User[], sessions: readonly UserSession[] = [], grants: readonly Grant[] = []) {
    this.#state = directoryState(users, sessions, grants, null);
  }

  state(): DirectoryState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async change(changes: readonly DirectoryChange[]): Promise<void> {
    await this.gate;
    this.written.push(...changes);
    this.put(afterChanges(this.#state, changes));
  }

  put(state: DirectoryState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}

/** Counts what is computed. */
export class CountedPasswords extends Passwords {
  verifications = 0;
  verified = 0;

  override async verify(stored: string | null, password: string): Promise<Verification> {
    this.verifications += 1;
    const verification = await super.verify(stored, password);
    this.verified += 1;
    return verification;
  }
}

export function userNamed(username: string, overrides: Partial<User> = {}): User {
  return {
    id: deskUserId(username),
    username,
    email: `${username}@example.com`,
    firstName: null,
    lastName: null,
    role: 'trader',
    isActive: true,
    passwordHash: null,
    createdAt: 0,
    lastLogin: null,
    ...overrides,
  };
}

export function deviceOf(name: string): NonNullable<ConnectionOrigin['device']> {
  return { tokenHash: name.padEnd(64, '0'), agent: `${name}’s browser` };
}

function systemUserOf(profile: 'local' | 'desk'): { id: string; username: string } {
  const username = profile === 'local' ? 'ada' : 'operator';
  return { id: deskUserId(username), username };
}

/** A workstation or several on one directory; time moves by hand. */
export class AccessWorld<Directory extends AccessDirectory = AccessDirectory> {
  now = START;
  /** The pacer's, which a sleeping machine stops. */
  paced = 0;
  readonly passwords: CountedPasswords;
  readonly told: string[] = [];
  readonly #config = new Map<ConfigKey, unknown>();
  readonly #configListeners = new Set<() => void>();
  #timers: { readonly at: number; readonly run: () => void }[] = [];
  readonly directory: Directory;
  account: TradedAccount = { id: 'account-1', ownerId: deskUserId('ada'), number: 'PAPER-1', kind: 'paper' };

  constructor(directory: Directory, cost: HashCost = CHEAP) {
    this.directory = directory;
    this.passwords = new CountedPasswords(cost);
  }

  /** On a local profile ada is who runs the program; a desk's is named otherwise. */
  open(profile: 'local' | 'desk', workstation = 'alpha', systemUser = systemUserOf(profile)): Access {
    return new Access({
      profile,
      directory: this.directory,
      config: {
        value: <Key extends ConfigKey>(key: Key) => (this.#config.get(key) ?? CONFIG[key].initial) as ConfigValue<Key>,
        onChange: (listener) => {
          this.#configListeners.add(listener);
          return () => this.#configListeners.delete(listener);
        },
      },
      account: () => this.account,
      passwords: this.passwords,
      clock: { now: () => this.now },
      newId: randomUUID,
      pacer: this.#pacer,
      workstation,
      systemUser,
      told: {
        signedIn: ({ tokenHash }, role) => this.told.push(`in ${tokenHash.replace(/0+$/, '')} ${role}`),
        signedOut: (tokenHash) => this.told.push(`out ${tokenHash.replace(/0+$/, '')}`),
      },
    });
  }

  set<Key extends ConfigKey>(key: Key, value: ConfigValue<Key>): void {
    this.#config.set(key, value);
    for (const listener of [...this.#configListeners]) listener();
  }

  /** Time passes, and every timer runs that is due. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.paced + milliseconds;
    for (;;) {
      this.#timers.sort((left, right) => left.at - right.at);
      const next = this.#timers[0];
      if (next === undefined || next.at > end) break;
      this.#timers.shift();
      this.#moveTo(next.at);
      next.run();
      await settled();
    }
    this.#moveTo(end);
    await settled();
  }

  /** The machine sleeps: its clock goes on, and nothing else does. */
  sleep(milliseconds: number): void {
    this.now += milliseconds;
  }

  #moveTo(paced: number): void {
    this.now += paced - this.paced;
    this.paced = paced;
  }

  readonly #pacer: Pacer = {
    now: () => this.paced,
    after: (delay, run) => {
      const timer = { at: this.paced + delay, run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((each) => each !== timer);
      };
    },
  };
}

/** Counts how often a connection is told that its caller is another. */
export function changesOf(identity: Identity): { count: number } {
  const changes = { count: 0 };
  identity.onChange(() => {
    changes.count += 1;
  });
  return changes;
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

/** The code and message of a refusal. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${String(error.code)}: ${error.message}`;
    throw error;
  }
  return 'done';
}
