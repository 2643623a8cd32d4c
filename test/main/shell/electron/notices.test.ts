import { expect, test } from 'vitest';
import type { EndedOrder, HeardAlert } from '../../../../src-main/app/standing.ts';
import { alertNotice, orderNotice, standingNotice } from '../../../../src-main/shell/electron/policies/notices.ts';
import { staysAwake } from '../../../../src-main/shell/electron/policies/stays-awake.ts';
import { standingOf } from '../../../support/standing.ts';

function alert(severity: HeardAlert['severity'], title: string, sounds = true): HeardAlert {
  return { id: title, time: 0, severity, title, text: `${title}.`, source: { kind: 'rule', id: title }, state: 'active', until: null, acknowledgedAt: null, sounds };
}

function ended(state: EndedOrder['state'], rest: Partial<EndedOrder> = {}): EndedOrder {
  return { id: state, state, underlying: 'SPY', strategy: 'Iron condor', closing: false, quantity: 2, averageNet: -0.42, reason: null, ...rest };
}

test('alerts are told together, the gravest first, and those that may not sound are not', () => {
  expect(alertNotice([alert('medium', 'Day loss')])).toEqual({ title: 'Day loss', body: 'Day loss.', urgency: 'normal' });
  expect(alertNotice([alert('low', 'Time'), alert('critical', 'Kill switch'), alert('high', 'Stuck'), alert('high', 'Late'), alert('critical', 'Silent', false)])).toEqual({
    title: '4 alerts: Kill switch …',
    body: 'Kill switch.\nStuck.\nLate.',
    urgency: 'critical',
  });
  expect(alertNotice([alert('critical', 'Silent', false)])).toBeNull();
  expect(alertNotice([])).toBeNull();
});

test('orders are told of when they fill or are rejected', () => {
  expect(orderNotice([ended('FILLED')])).toEqual({ title: 'Order filled', body: 'SPY Iron condor ×2 opened at a net of 0.42 credit', urgency: 'normal' });
  expect(orderNotice([ended('FILLED', { closing: true, averageNet: null }), ended('CANCELED'), ended('REJECTED', { reason: 'no buying power' })])).toEqual({
    title: '2 orders: 1 filled, 1 rejected',
    body: 'SPY Iron condor ×2 closed\nSPY Iron condor ×2: no buying power',
    urgency: 'normal',
  });
  expect(orderNotice([ended('CANCELED'), ended('EXPIRED')])).toBeNull();
});

test('a flattening is told of when it ends, of one account alone', () => {
  const running = standingOf({ isFlattening: true, openPositions: 2 });
  expect(standingNotice(running, standingOf())).toMatchObject({ body: 'No position is open any more.', urgency: 'normal' });
  expect(standingNotice(running, standingOf({ openPositions: 1 }))).toMatchObject({ body: '1 position is open still.', urgency: 'critical' });
  expect(standingNotice(running, running)).toBeNull();
  expect(standingNotice(null, standingOf())).toBeNull();
  expect(standingNotice(running, standingOf({ isPractice: true }))).toBeNull();
  expect(standingNotice(running, standingOf({ account: { number: 'PAPER-2', kind: 'paper' } }))).toBeNull();
});

test.each([
  ['a terminal that starts', null, false],
  ['nothing', standingOf(), false],
  ['an order', standingOf({ workingOrders: 1 }), true],
  ['a position', standingOf({ openPositions: 1 }), true],
  ['an order before the open', standingOf({ workingOrders: 1, session: { phase: 'before_open' } }), true],
  ['a position of a session that is paused', standingOf({ openPositions: 1, session: { paused: true } }), false],
  ['shares after the session', standingOf({ openPositions: 1, session: { phase: 'settled' } }), false],
  ['another workstation’s order', standingOf({ workingOrders: 1, isWatching: true }), false],
  ['a practice', standingOf({ workingOrders: 1, isPractice: true }), false],
])('the machine is kept awake: %s', (_name, standing, expected) => {
  expect(staysAwake(standing)).toBe(expected);
});
