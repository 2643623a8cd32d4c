import type { NewUser, UserChange, UserView } from '../../src-core/contract/access.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Clock } from '../../src-core/time.ts';
import { deskUserId } from '../stores/relational/desk/desk-profile.ts';
import type { AccessDirectory, DirectoryChange, DirectoryState, User } from './access-directory.ts';
import type { ConfigDesk } from './config-desk.ts';
import { InTurn } from './in-turn.ts';
import { passwordRefusal } from './password-rules.ts';
import type { Passwords } from './passwords.ts';

interface Parts {
  readonly directory: AccessDirectory;
  readonly passwords: Passwords;
  readonly config: Pick<ConfigDesk, 'value'>;
  /** The machine's. */
  readonly clock: Clock;
}

/** Who there is, and what each may do at most. Changes are made one after another, each on what the one before left. */
export class UserDesk {
  readonly #parts: Parts;
  readonly #turn = new InTurn();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  list(): readonly UserView[] {
    return [...this.#state().users.values()].map(userView).sort((left, right) => (left.username < right.username ? -1 : 1));
  }

  named(username: string): User | null {
    for (const user of this.#state().users.values()) if (user.username === username) return user;
    return null;
  }

  /** Nobody can sign in yet, and so nobody can be asked who may. */
  isWithoutPasswords(): boolean {
    for (const { passwordHash } of this.#state().users.values()) if (passwordHash !== null) return false;
    return true;
  }

  async create(given: NewUser): Promise<UserView> {
    this.mustBeWritable();
    const passwordHash = await this.hashNew(given.password, given.username, 'password');
    return this.#turn.run(async () => {
      const small = given.username.toLowerCase();
      const alike = [...this.#state().users.values()].find(({ username }) => username.toLowerCase() === small);
      if (alike !== undefined) throw new ContractFailure({ code: 'conflict', message: `there is a user "${alike.username}" already; choose another name`, field: 'username' });
      const { username, email, firstName, lastName, role } = given;
      const user: User = { ...this.#made(username), email: email.toLowerCase(), firstName, lastName, role, passwordHash };
      await this.#parts.directory.change([{ kind: 'user', user }]);
      return userView(user);
    });
  }

  async change(id: string, change: UserChange): Promise<UserView> {
    this.mustBeWritable();
    return this.#turn.run(async () => {
      const before = this.#mustFind(id);
      const user: User = {
        ...before,
        email: change.email?.toLowerCase() ?? before.email,
        firstName: change.firstName === undefined ? before.firstName : change.firstName,
        lastName: change.lastName === undefined ? before.lastName : change.lastName,
        role: change.role ?? before.role,
        isActive: change.isActive ?? before.isActive,
      };
      if (isAdmin(before) && !isAdmin(user) && ![...this.#state().users.values()].some((other) => other.id !== id && isAdmin(other))) {
        throw new ContractFailure({ code: 'conflict', message: `${before.username} is the last active admin; name another one first` });
      }
      await this.#keep(user, !user.isActive, null);
      return userView(user);
    });
  }

  /** Ends the person's sessions. */
  async setPassword(id: string, password: string): Promise<UserView> {
    this.mustBeWritable();
    const passwordHash = await this.hashNew(password, this.#mustFind(id).username, 'password');
    return this.keepPassword(id, passwordHash, null, null);
  }

  /**
   * Keeps a hash that was made, and ends the person's sessions but `staying`. `instead` is the hash that it was asked in the
   * place of, where that matters: fails with 'conflict' where another is there meanwhile.
   */
  keepPassword(id: string, passwordHash: string | null, staying: string | null, instead: { readonly of: string | null } | null): Promise<UserView> {
    return this.#turn.run(async () => {
      const before = this.#mustFind(id);
      if (instead !== null && before.passwordHash !== instead.of) throw new ContractFailure({ code: 'conflict', message: 'the password was changed meanwhile; try again' });
      const user: User = { ...before, passwordHash };
      await this.#keep(user, passwordHash !== null, staying);
      return userView(user);
    });
  }

  /** Makes the first admin, out of whoever has that name already. Fails with 'conflict' once somebody has a password. */
  async setUp(username: string, password: string): Promise<User> {
    this.#mustBeWithoutPasswords();
    const passwordHash = await this.hashNew(password, username, 'password');
    return this.#turn.run(async () => {
      this.#mustBeWithoutPasswords();
      const user: User = { ...(this.named(username) ?? this.#made(username)), role: 'admin', isActive: true, passwordHash };
      await this.#parts.directory.change([{ kind: 'user', user }]);
      return user;
    });
  }

  /** Throws ContractFailure 'bad_input' that names the field where the password is not accepted. */
  async hashNew(password: string, username: string, field: string): Promise<string> {
    const refusal = passwordRefusal(password, username, this.#parts.config.value('access.password_letters'));
    if (refusal !== null) throw new ContractFailure({ code: 'bad_input', message: `${field}: ${refusal}`, field });
    return this.#parts.passwords.hash(password);
  }

  mustBeWritable(): void {
    const { readOnly } = this.#state();
    if (readOnly !== null) throw new ContractFailure({ code: 'unavailable', message: `users and passwords cannot be changed now: ${readOnly}` });
  }

  async #keep(user: User, endsSessions: boolean, staying: string | null): Promise<void> {
    const { directory } = this.#parts;
    const ended = (): readonly DirectoryChange[] =>
      [...this.#state().sessions.values()].filter(({ id, userId }) => endsSessions && userId === user.id && id !== staying).map(({ id }) => ({ kind: 'session_ended', id }));
    await directory.change([{ kind: 'user', user }, ...ended()]);
    // What began while that was on its way began under what was before.
    const late = ended();
    if (late.length > 0) await directory.change(late);
  }

  #state(): DirectoryState {
    return this.#parts.directory.state();
  }

  /** Under the id that every workstation makes of the name. */
  #made(username: string): User {
    return {
      id: deskUserId(username),
      username,
      email: `${username.toLowerCase()}@localhost`,
      firstName: null,
      lastName: null,
      role: 'viewer',
      isActive: true,
      passwordHash: null,
      createdAt: this.#parts.clock.now(),
      lastLogin: null,
    };
  }

  #mustFind(id: string): User {
    const user = this.#state().users.get(id);
    if (user === undefined) throw new ContractFailure({ code: 'not_found', message: `there is no user ${id}`, field: 'id' });
    return user;
  }

  #mustBeWithoutPasswords(): void {
    if (!this.isWithoutPasswords()) throw new ContractFailure({ code: 'conflict', message: 'this desk is set up already; sign in, or ask its admin for a user' });
  }
}

/** Somebody who can sign in and name others. */
function isAdmin({ role, isActive, passwordHash }: User): boolean {
  return role === 'admin' && isActive && passwordHash !== null;
}

function userView(user: User): UserView {
  const { id, username, email, firstName, lastName, role, isActive, passwordHash, createdAt, lastLogin } = user;
  return { id, username, email, firstName, lastName, role, isActive, hasPassword: passwordHash !== null, createdAt, lastLogin };
}
