import { personStop } from '../access/account-stop.ts';
import type { AccessView } from '../../src-core/contract/access.ts';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import { deskStop } from '../workspace/desk-role.ts';
import { tradingEnd } from '../workspace/trading-end.ts';

type TourSession = Pick<SessionView, 'practice' | 'desk'>;

/** Why the tour cannot be taken before this window, a sentence; null where it can. Its trade is of paper money, made by this person at this workstation. */
export function tourStop(access: AccessView | null, session: TourSession | null): string | null {
  if (access === null || session === null || access.phase !== 'open') return 'Not connected to the core.';
  if (access.account.kind === 'live') return 'The tour ends with a paper trade: choose a paper account first.';
  if (session.practice !== undefined) return 'Leave the practised day first.';
  return personStop(access)?.next ?? deskStop(session.desk)?.next ?? null;
}

/** Whether the tour is offered unasked: to who was never offered it, on an account without orders and positions, while there is trading. */
export function isTourOffered({
  isNew,
  access,
  session,
  orders,
  positions,
}: {
  /** What became of the tour was loaded, and it is nothing. */
  readonly isNew: boolean;
  readonly access: AccessView | null;
  readonly session: (TourSession & Parameters<typeof tradingEnd>[0]) | null;
  readonly orders: number;
  /** null before they are known. */
  readonly positions: number | null;
}): boolean {
  return isNew && tourStop(access, session) === null && session !== null && tradingEnd(session) === null && orders === 0 && positions === 0;
}
