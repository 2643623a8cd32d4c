import { expect, test } from 'vitest';
import { obstaclesOf, quitPlan, type QuitReason, quitWords } from '../../../src-main/app/quit-obstacles.ts';
import type { Standing } from '../../../src-main/app/standing.ts';
import { standingOf } from '../../support/standing.ts';

const live = { number: 'U1', kind: 'live' } as const;
const working = standingOf({ workingOrders: 1 });
const holding = standingOf({ openPositions: 2 });

test.each<[string, Standing | null, readonly string[]]>([
  ['a terminal that starts', null, []],
  ['nothing', standingOf(), []],
  ['an order', working, ['1 orders, stands']],
  ['an order while the session stands', standingOf({ workingOrders: 1, session: { paused: true } }), ['1 orders, stands']],
  ['positions of a session that runs', holding, ['2 positions, stands']],
  ['positions of a session that stands by itself', standingOf({ openPositions: 2, session: { paused: true } }), []],
  ['live positions, whatever the session does', standingOf({ account: live, openPositions: 2, session: { paused: true, label: 'LIVE' } }), ['2 positions, at_broker']],
  ['shares after the session', standingOf({ openPositions: 1, session: { phase: 'settled' } }), []],
  ['a flattening', standingOf({ isFlattening: true, workingOrders: 1, openPositions: 2 }), ['2 flattening, stands', '1 orders, stands', '2 positions, stands']],
  ['a practice', standingOf({ isPractice: true, workingOrders: 3, openPositions: 1 }), []],
  ['another workstation’s', standingOf({ isWatching: true, isOnDesk: true, workingOrders: 3, isFlattening: true }), []],
  ['an order on a desk', standingOf({ isOnDesk: true, workingOrders: 1 }), ['1 orders, handed_on']],
  ['a live order on a desk', standingOf({ account: live, isOnDesk: true, workingOrders: 1 }), ['1 orders, at_broker']],
  ['an order on the market’s own time', standingOf({ workingOrders: 1, session: { label: 'DELAYED' } }), ['1 orders, unwatched']],
])('what stands in the way: %s', (_name, standing, expected) => {
  expect(obstaclesOf(standing).map(({ kind, count, afterwards }) => `${count} ${kind}, ${afterwards}`)).toEqual(expected);
});

test('it is said in sentences, with what becomes of it', () => {
  const words = (standing: Standing) => quitWords(obstaclesOf(standing));
  expect(words(standingOf())).toEqual({ message: '', detail: '' });
  expect(words(working)).toEqual({
    message: '1 order is working.',
    detail: 'The paper order rests with this program: it waits until the next start, and so does the session.',
  });
  expect(words(standingOf({ account: live, isFlattening: true, workingOrders: 2, openPositions: 1 }))).toEqual({
    message: 'Positions are being flattened, 2 orders are working and 1 position is open.',
    detail:
      'Its orders go on at the broker as they are; no further one is sent until the next start. The live orders go on at the broker, and may fill while nothing here watches them. The live position goes on to its expiry, and no exit of this program closes it until the next start.',
  });
});

const tray = { hasTray: true, staysWithoutWindows: false };
const noTray = { hasTray: false, staysWithoutWindows: false };
const mac = { hasTray: true, staysWithoutWindows: true };
test.each<[QuitReason, string, Standing | null, readonly ['quit' | 'stay' | 'ask', 'quit' | 'stay' | 'ask', 'quit' | 'stay' | 'ask']]>([
  ['last_window_closed', 'nothing', standingOf(), ['quit', 'quit', 'stay']],
  ['last_window_closed', 'a start', null, ['quit', 'quit', 'stay']],
  ['last_window_closed', 'an order', working, ['stay', 'ask', 'stay']],
  ['last_window_closed', 'positions', holding, ['stay', 'ask', 'stay']],
  ['quit_asked', 'nothing', standingOf(), ['quit', 'quit', 'quit']],
  ['quit_asked', 'a start', null, ['quit', 'quit', 'quit']],
  ['quit_asked', 'an order', working, ['ask', 'ask', 'ask']],
  ['restart_for_update', 'nothing', standingOf(), ['quit', 'quit', 'quit']],
  ['restart_for_update', 'positions', holding, ['ask', 'ask', 'ask']],
  ['system_shuts_down', 'an order', working, ['quit', 'quit', 'quit']],
  ['system_shuts_down', 'a flattening', standingOf({ isFlattening: true }), ['quit', 'quit', 'quit']],
])('%s with %s: with a tray, without one, on macOS', (reason, _name, standing, plans) => {
  expect([tray, noTray, mac].map((place) => quitPlan(reason, standing, place))).toEqual(plans);
});
