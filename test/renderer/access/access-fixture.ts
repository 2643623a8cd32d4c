import type { AccessView } from '../../../src-core/contract/access.ts';

type Changes = Partial<Omit<AccessView, 'account'>> & { readonly account?: Partial<AccessView['account']> };

/** A trader who is signed in on a desk, before a paper account of their own; `changes` over that. */
export function accessView({ account, ...changes }: Changes = {}): AccessView {
  return {
    profile: 'desk',
    phase: 'open',
    user: { id: 'max', username: 'max', role: 'trader' },
    suggested: 'max',
    hasPassword: true,
    idleMinutes: 15,
    notice: '',
    waitUntil: null,
    readOnly: null,
    sessionId: 'session-1',
    ...changes,
    account: { id: 'account-1', number: 'PAPER-1', kind: 'paper', mayTrade: true, needsConfirmation: false, confirmation: 'LIVE PAPER-1', ...account },
  };
}

export const LIVE = { id: 'account-2', number: 'U1', kind: 'live', needsConfirmation: true, confirmation: 'LIVE U1' } as const;
