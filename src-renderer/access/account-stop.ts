import type { AccessView } from '../../src-core/contract/access.ts';
import type { BrokerView } from '../../src-core/contract/broker.ts';
import { useStreamPart } from '../connection/core.tsx';
import { type OrderStop, orderStop, watchStop } from '../workspace/desk-role.ts';
import { refusalWords } from '../workspace/refusal.ts';

/** Why what changes the account cannot be done here. */
export interface ActStop extends OrderStop {
  /** It is done at another workstation. */
  readonly isElsewhere: boolean;
}

/** Why this person may not act on the account, whichever workstation trades it; null where they may. */
export function personStop(access: AccessView | null): OrderStop | null {
  if (access === null) return null;
  const refusal = refusalWords('orders.place', access);
  if (refusal === null) return null;
  if (access.user?.role === 'viewer') return { title: 'You may look, not trade.', next: 'Your role is viewer: an admin can make a trader of you.' };
  return { title: 'This account is another’s.', next: `${refusal} An admin can share it, under Access.` };
}

/** Why nothing that brings risk is taken from this window: a live account waits for its words. null where nothing is in the way. */
export function liveStop(access: AccessView | null): OrderStop | null {
  if (access === null || !mayConfirm(access)) return null;
  return { title: 'This live account is not confirmed yet.', next: `Orders of ${access.account.number} are for real money: confirm it once in this session. Cancels and the kill switch work all the same.` };
}

/** It is a live account, this person trades it, and this session has not typed its words yet. */
export function mayConfirm(access: AccessView): boolean {
  return access.phase === 'open' && access.account.needsConfirmation && personStop(access) === null;
}

/** Why the broker takes nothing new now; null where it does. Cancels are tried all the same. */
export function brokerStop(broker: BrokerView | null): OrderStop | null {
  const ban = broker?.orders.ban ?? null;
  return ban === null ? null : { title: 'The broker takes no new order now.', next: `${ban.charAt(0).toUpperCase()}${ban.slice(1).replace(/\.$/, '')}.` };
}

/** A hook: why a person may not do here what changes the account, but makes it safer or waits for its owner. */
export function useActStop(): ActStop | null {
  const person = useStreamPart('access', personStop);
  const watch = useStreamPart('session', (session) => watchStop(session?.desk ?? null));
  if (person !== null) return { ...person, isElsewhere: false };
  return watch === null ? null : { ...watch, isElsewhere: true };
}

/** A hook: why nothing that is held or works can be closed or cancelled from this window; a live account's words are not asked for that. */
export function useCloseStop(): OrderStop | null {
  const person = useStreamPart('access', personStop);
  const session = useStreamPart('session', (view) => (view === null ? null : orderStop(view)));
  return person ?? session;
}

/** A hook: why no order can be sent from this window, whatever the reason. A practised day asks for no words. */
export function useOrderStop(): OrderStop | null {
  const close = useCloseStop();
  const live = useStreamPart('access', liveStop);
  const isPractice = useStreamPart('session', (view) => view?.practice !== undefined);
  const broker = useStreamPart('broker', brokerStop);
  return close ?? (isPractice ? null : live) ?? broker;
}

/** What stops it, with what is done there where that is another workstation. */
export function stopWords({ next, isElsewhere }: ActStop, there: string): string {
  return isElsewhere ? `${next} ${there}` : next;
}
