import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { AccountDesk } from '../access/account-desk.ts';
import type { AccessDesk } from '../access/access-desk.ts';
import type { Caller } from '../access/caller.ts';
import type { ConfigDesk } from '../access/config-desk.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { BackupDesk } from '../backups/backup-desk.ts';
import type { Restart } from '../restart.ts';
import type { Handlers, StreamOpeners } from './door.ts';
import { stateTap } from './stream-taps.ts';

/** What those operations act on; the same whether the terminal trades or watches. */
export interface AccessParts {
  readonly access: AccessDesk;
  readonly accounts: AccountDesk;
  readonly audit: AuditLog;
  readonly config: ConfigDesk;
  readonly backups: BackupDesk;
  readonly restart: Restart;
}

type Names = Extract<keyof Handlers, `${'access' | 'users' | 'accounts' | 'audit' | 'config' | 'backups' | 'terminal'}.${string}`>;

export function createAccessHandlers({ access, accounts, audit, config, backups, restart }: AccessParts): Pick<Handlers, Names> {
  /** Whose entries a caller may read; null for everybody's. */
  const readableBy = ({ role, userId }: Caller): string | null => (role === 'admin' ? null : (userId ?? ''));
  return {
    'access.setUp': async ({ username, password }, caller) => {
      await access.setUp(caller, username, password);
      return access.view(caller);
    },
    'access.signIn': async ({ username, password }, caller) => {
      await access.signIn(caller, username, password);
      return access.view(caller);
    },
    'access.unlock': async ({ password }, caller) => {
      await access.unlock(caller, password);
      return access.view(caller);
    },
    'access.lock': async (_input, caller) => {
      await access.lock(caller);
      return access.view(caller);
    },
    'access.signOut': async (_input, caller) => {
      await access.signOut(caller);
      return access.view(caller);
    },
    'access.active': (_input, caller) => {
      access.active(caller);
      return {};
    },
    'access.setPassword': async ({ current, next }, caller) => {
      await access.setPassword(caller, current, next);
      return access.view(caller);
    },
    'access.sessions': (_input, caller) => [...access.sessions(caller)],
    'access.revoke': async ({ id }, caller) => {
      await access.revoke(caller, id);
      return [...access.sessions(caller)];
    },
    'access.revokeOthers': async (_input, caller) => {
      await access.revokeOthers(caller);
      return [...access.sessions(caller)];
    },
    'users.list': () => [...access.users()],
    'users.names': () => access.users().filter(({ isActive }) => isActive).map(({ id, username, role }) => ({ id, username, role })),
    'users.create': (user) => access.createUser(user),
    'users.change': ({ id, change }) => access.changeUser(id, change),
    'users.setPassword': ({ id, password }) => access.setUserPassword(id, password),
    'accounts.list': async (_input, caller) => [...(await accounts.list(caller))],
    'accounts.open': async (account, caller) => {
      await accounts.open(caller, account);
      return [...(await accounts.list(caller))];
    },
    'accounts.choose': async ({ id }, caller) => {
      await accounts.choose(caller, id);
      return [...(await accounts.list(caller))];
    },
    'accounts.share': async ({ id, userId, shared }, caller) => {
      await accounts.share(caller, id, userId, shared);
      return [...(await accounts.list(caller))];
    },
    'accounts.liveChecks': ({ id }, caller) => accounts.liveChecks(caller, id),
    'accounts.goLive': async ({ id, typed }, caller) => {
      await accounts.goLive(caller, id, typed);
      return [...(await accounts.list(caller))];
    },
    'accounts.confirmLive': ({ typed }, caller) => {
      access.confirmLive(caller, typed);
      return access.view(caller);
    },
    'audit.list': (query, caller) => audit.list(query, readableBy(caller)),
    'audit.export': ({ query, format }, caller) => audit.export(query, readableBy(caller), format),
    'audit.verify': () => audit.verify(),
    'config.list': () => [...config.list()],
    'config.set': async ({ key, value }) => {
      await config.set(key, value);
      return [...config.list()];
    },
    'backups.list': () => backups.view(),
    'backups.make': async () => {
      await backups.make();
      return backups.view();
    },
    'backups.verify': async ({ name }) => {
      await backups.verify(name);
      return backups.view();
    },
    'backups.restore': async ({ name }) => {
      await backups.restore(name);
      return backups.view();
    },
    'backups.export': ({ passphrase }) => backups.export(passphrase),
    'terminal.restart': () => {
      if (restart === null) throw new ContractFailure({ code: 'unavailable', message: 'this terminal has no shell that could start it anew; end it and start it by hand' });
      restart({ reason: 'a restart was asked for', restore: null });
      return {};
    },
  };
}

export function createAccessStreams(access: AccessDesk): Pick<StreamOpeners, 'access'> {
  const changes = { on: (listener: () => void) => access.onChange(listener) };
  return { access: (_input, _subscription, notify, callerOf) => stateTap(changes, () => access.view(callerOf()), notify) };
}
