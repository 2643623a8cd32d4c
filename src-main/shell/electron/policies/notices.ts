import type { EndedOrder, HeardAlert, Standing } from '../../../app/standing.ts';

/** What the system shows. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  /** 'critical' stays until it is taken away, where the system can do that. */
  readonly urgency: 'low' | 'normal' | 'critical';
}

const MOST_LINES = 3;

/** Alerts, several as one; null where none may sound. The gravest comes first. */
export function alertNotice(alerts: readonly HeardAlert[]): Notice | null {
  const sounding = alerts.filter(({ sounds }) => sounds).toSorted((left, right) => RANK[right.severity] - RANK[left.severity]);
  const [first] = sounding;
  if (first === undefined) return null;
  return {
    title: sounding.length === 1 ? first.title : `${sounding.length} alerts: ${first.title} …`,
    body: sounding.slice(0, MOST_LINES).map(({ text }) => text).join('\n'),
    urgency: first.severity === 'critical' ? 'critical' : first.severity === 'low' ? 'low' : 'normal',
  };
}

const RANK: Readonly<Record<HeardAlert['severity'], number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** Orders that filled or were rejected, several as one; null where there is none. A person's cancellation is no news. */
export function orderNotice(orders: readonly EndedOrder[]): Notice | null {
  const told = orders.filter(({ state }) => state === 'FILLED' || state === 'REJECTED');
  const [first] = told;
  if (first === undefined) return null;
  const filled = told.filter(({ state }) => state === 'FILLED').length;
  const rejected = told.length - filled;
  const title = told.length === 1 ? (filled === 1 ? 'Order filled' : 'Order rejected') : [...(filled > 0 ? [`${filled} filled`] : []), ...(rejected > 0 ? [`${rejected} rejected`] : [])].join(', ');
  return {
    title: told.length === 1 ? title : `${told.length} orders: ${title}`,
    body: told.slice(0, MOST_LINES).map(orderLine).join('\n'),
    urgency: 'normal',
  };
}

/** "SPY Iron condor ×2 closed at a net of 0.42 credit". */
function orderLine({ underlying, strategy, quantity, closing, averageNet, state, reason }: EndedOrder): string {
  const what = `${underlying} ${strategy} ×${quantity}`;
  if (state === 'REJECTED') return `${what}${reason === null ? '' : `: ${reason}`}`;
  const net = averageNet === null ? '' : ` at a net of ${Math.abs(averageNet).toFixed(2)} ${averageNet < 0 ? 'credit' : 'debit'}`;
  return `${what} ${closing ? 'closed' : 'opened'}${net}`;
}

/** What changed between two looks of which there is no alert: a flattening that came to its end. */
export function standingNotice(before: Standing | null, now: Standing | null): Notice | null {
  if (before === null || now === null || before.isPractice !== now.isPractice || before.account.number !== now.account.number) return null;
  if (!before.isFlattening || now.isFlattening) return null;
  const { openPositions } = now;
  const left = openPositions === 0 ? 'No position is open any more.' : openPositions === 1 ? '1 position is open still.' : `${openPositions} positions are open still.`;
  return { title: 'The flattening has ended', body: left, urgency: openPositions === 0 ? 'normal' : 'critical' };
}
