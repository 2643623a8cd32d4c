import type { Caller, Identity } from '../../src-main/access/caller.ts';

/** A signed-in trader at a window whose account it is, unless said otherwise. */
export function callerOf(overrides: Partial<Caller> = {}): Caller {
  return {
    connection: 'connection-1',
    userId: 'user-1',
    role: 'trader',
    isLocked: false,
    ownsAccount: true,
    isUnconfirmedLive: false,
    origin: 'window',
    address: null,
    agent: null,
    ...overrides,
  };
}

/** A connection whose caller stays the same. */
export function fixedIdentity(caller: Caller): Identity {
  return { caller, onChange: () => () => undefined, closed: () => undefined };
}
