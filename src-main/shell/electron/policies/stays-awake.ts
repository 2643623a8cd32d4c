import type { Standing } from '../../../app/standing.ts';

/** Whether the machine is kept from sleeping by itself: on what is traded here while the session runs. */
export function staysAwake(standing: Standing | null): boolean {
  if (standing === null || standing.isPractice || standing.isWatching) return false;
  const { isFlattening, openPositions, session, workingOrders } = standing;
  if (session.paused || session.phase === 'closed' || session.phase === 'settled') return false;
  return isFlattening || workingOrders > 0 || openPositions > 0;
}
