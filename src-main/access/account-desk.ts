import type { AccountEntry, LiveChecks, NewAccount } from '../../src-core/contract/access.ts';
import type { Caller } from './caller.ts';

/** Accounts of the users, paper and live. Failures are ContractFailures. */
export interface AccountDesk {
  list(caller: Caller): Promise<readonly AccountEntry[]>;
  open(caller: Caller, account: NewAccount): Promise<void>;
  /** The terminal starts anew on it once this has resolved and been answered. */
  choose(caller: Caller, id: string): Promise<void>;
  share(caller: Caller, id: string, userId: string, shared: boolean): Promise<void>;
  liveChecks(caller: Caller, id: string): Promise<LiveChecks>;
  goLive(caller: Caller, id: string, typed: string): Promise<void>;
}
