import type { DeskView } from '../../src-core/contract/connections.ts';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import { useStreamPart } from '../connection/core.tsx';
import { tradingEnd } from './trading-end.ts';

/** A role as a badge: its word, and how loud it is. */
export const ROLES: Readonly<Record<DeskView['role'], { readonly word: string; readonly tone: 'trading' | 'watching' | 'notice'; readonly means: string }>> = {
  trading: { word: 'TRADING', tone: 'trading', means: 'This workstation holds the account’s trading lease: orders are taken here.' },
  watching: { word: 'WATCHING', tone: 'watching', means: 'Another workstation trades the account: positions and orders here are what it does.' },
  waiting: { word: 'WAITING', tone: 'notice', means: 'No orders are taken here now.' },
};

/** Why no order can be sent. */
export interface OrderStop {
  readonly title: string;
  /** Who trades and why no orders are taken here, or what comes next. */
  readonly next: string;
}

/** null while this workstation takes orders, and in the local profile. */
export function deskStop(desk: DeskView | null): OrderStop | null {
  if (desk === null || (desk.role === 'trading' && desk.reason === null)) return null;
  const { role, holder, reason } = desk;
  const says = sentenceOf(reason ?? ROLES[role].means, holder);
  switch (role) {
    case 'watching':
      return { title: 'This workstation watches.', next: holder === null || says.includes(holder) ? says : `${holder} trades this account. ${says}` };
    case 'waiting':
    case 'trading':
      return { title: 'No orders are taken here now.', next: says };
  }
}

/** Why this workstation may not do what changes the account; null where it may, and where it waits: there the core answers. */
export function watchStop(desk: DeskView | null): OrderStop | null {
  return desk?.role === 'watching' ? deskStop(desk) : null;
}

/** A hook: {@link watchStop} of the session under way. */
export function useWatchStop(): OrderStop | null {
  return useStreamPart('session', (session) => watchStop(session?.desk ?? null));
}

/** Whatever the reason; the session's end comes first. */
export function orderStop(session: Pick<SessionView, 'phase' | 'date' | 'lastTrade' | 'paused' | 'feed' | 'desk'>): OrderStop | null {
  return tradingEnd(session) ?? deskStop(session.desk);
}

/** With a capital and a full stop; a workstation's name stays as it is written. */
function sentenceOf(reason: string, holder: string | null): string {
  const isNamed = holder !== null && reason.startsWith(holder);
  const begun = isNamed ? reason : reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
