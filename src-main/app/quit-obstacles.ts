import type { Standing } from './standing.ts';

/**
 * What becomes of orders and positions while the program does not run. 'stands': paper in a session of its own time,
 * which stands with the program. 'unwatched': paper on the market's time, which goes on. 'handed_on': paper on a desk,
 * where another workstation can take the account over. 'at_broker': live.
 */
export type Afterwards = 'stands' | 'unwatched' | 'handed_on' | 'at_broker';

/** What a person should know of before the program ends. */
export interface QuitObstacle {
  readonly kind: 'flattening' | 'orders' | 'positions';
  /** How many orders or positions; of a flattening the positions that are open still. */
  readonly count: number;
  readonly afterwards: Afterwards;
}

/**
 * The gravest first; empty where the program may just end. What a practice or another workstation has is none: a
 * practice is dropped with what it holds, and the other goes on by itself. Nor is a standing of null, while the terminal
 * starts: nothing can be told of the account then, and whatever it has is taken up by the start that is next.
 */
export function obstaclesOf(standing: Standing | null): readonly QuitObstacle[] {
  if (standing === null || standing.isPractice || standing.isWatching) return [];
  const { isFlattening, openPositions, session, workingOrders } = standing;
  const afterwards = afterwardsOf(standing);
  const standsAlready = session.paused && afterwards === 'stands';
  const isOver = session.phase === 'closed' || session.phase === 'settled';
  return [
    ...(isFlattening ? [{ kind: 'flattening', count: openPositions, afterwards } as const] : []),
    ...(workingOrders > 0 ? [{ kind: 'orders', count: workingOrders, afterwards } as const] : []),
    ...(openPositions > 0 && !isOver && !standsAlready ? [{ kind: 'positions', count: openPositions, afterwards } as const] : []),
  ];
}

function afterwardsOf({ account, isOnDesk, session }: Standing): Afterwards {
  if (account.kind === 'live') return 'at_broker';
  if (isOnDesk) return 'handed_on';
  return session.label === 'SIMULATED' || session.label === 'REPLAY' ? 'stands' : 'unwatched';
}

/** What stands in the way, as a sentence, and what becomes of it if the program ends all the same, as sentences. */
export interface QuitWords {
  readonly message: string;
  readonly detail: string;
}

/** Of no obstacles: two empty texts. */
export function quitWords(obstacles: readonly QuitObstacle[]): QuitWords {
  const what = obstacles.map(({ kind, count }) => whatOf(kind, count));
  const sentence = what.length > 1 ? `${what.slice(0, -1).join(', ')} and ${what.at(-1) ?? ''}` : (what[0] ?? '');
  return {
    message: sentence === '' ? '' : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`,
    detail: obstacles.map(({ kind, count, afterwards }) => AFTERWARDS[afterwards][kind](count === 1)).join(' '),
  };
}

function whatOf(kind: QuitObstacle['kind'], count: number): string {
  switch (kind) {
    case 'flattening':
      return 'positions are being flattened';
    case 'orders':
      return count === 1 ? '1 order is working' : `${count} orders are working`;
    case 'positions':
      return count === 1 ? '1 position is open' : `${count} positions are open`;
  }
}

const AFTERWARDS: Readonly<Record<Afterwards, Readonly<Record<QuitObstacle['kind'], (isOne: boolean) => string>>>> = {
  stands: {
    flattening: () => 'The flattening stops with the program, and goes on at the next start.',
    orders: (isOne) => (isOne ? 'The paper order rests with this program: it waits until the next start, and so does the session.' : 'The paper orders rest with this program: they wait until the next start, and so does the session.'),
    positions: (isOne) => (isOne ? 'The paper position stands still with the session until the next start.' : 'The paper positions stand still with the session until the next start.'),
  },
  unwatched: {
    flattening: () => 'The flattening stops with the program while the market goes on; it is taken up again at the next start.',
    orders: (isOne) =>
      isOne
        ? 'The paper order rests with this program: it cannot fill until the next start, and a day order ends with its session.'
        : 'The paper orders rest with this program: they cannot fill until the next start, and day orders end with their session.',
    positions: (isOne) =>
      isOne
        ? 'The market goes on: nothing watches the paper position or its exits until the next start, and what expires meanwhile is settled then.'
        : 'The market goes on: nothing watches the paper positions or their exits until the next start, and what expires meanwhile is settled then.',
  },
  handed_on: {
    flattening: () => 'The flattening stops here; the workstation that takes the account over goes on with it, or this one at its next start.',
    orders: (isOne) =>
      isOne
        ? 'The paper order waits until another workstation takes the account over, or until the next start here.'
        : 'The paper orders wait until another workstation takes the account over, or until the next start here.',
    positions: (isOne) =>
      isOne
        ? 'Nothing watches the paper position or its exits until another workstation takes the account over, or until the next start here.'
        : 'Nothing watches the paper positions or their exits until another workstation takes the account over, or until the next start here.',
  },
  at_broker: {
    flattening: () => 'Its orders go on at the broker as they are; no further one is sent until the next start.',
    orders: (isOne) => (isOne ? 'The live order goes on at the broker, and may fill while nothing here watches it.' : 'The live orders go on at the broker, and may fill while nothing here watches them.'),
    positions: (isOne) =>
      isOne
        ? 'The live position goes on to its expiry, and no exit of this program closes it until the next start.'
        : 'The live positions go on to their expiry, and no exit of this program closes them until the next start.',
  },
};

/** Why the program would end. */
export const QUIT_REASONS = ['last_window_closed', 'quit_asked', 'system_shuts_down', 'restart_for_update'] as const;
export type QuitReason = (typeof QUIT_REASONS)[number];

/** Where a program without a window can be seen, and be ended. */
export interface WindowlessPlace {
  /** An icon of the program is seen in the system's tray. */
  readonly hasTray: boolean;
  /** The system expects a program to stay when its last window is closed, and shows it elsewhere: the dock of macOS. */
  readonly staysWithoutWindows: boolean;
}

/** What the desktop does; 'stay' is without a window. The system's own end is never held up. */
export function quitPlan(reason: QuitReason, standing: Standing | null, { hasTray, staysWithoutWindows }: WindowlessPlace): 'quit' | 'stay' | 'ask' {
  if (reason === 'system_shuts_down') return 'quit';
  const mayJustEnd = obstaclesOf(standing).length === 0;
  if (reason !== 'last_window_closed') return mayJustEnd ? 'quit' : 'ask';
  if (staysWithoutWindows) return 'stay';
  if (mayJustEnd) return 'quit';
  // Nobody could see a program that goes on without a tray.
  return hasTray ? 'stay' : 'ask';
}
