import type { QuitObstacle } from '../../../app/quit-obstacles.ts';
import { quitWords } from '../../../app/quit-obstacles.ts';
import type { Standing } from '../../../app/standing.ts';

/** What a person answers. 'keep': the program goes on. */
export type QuitAnswer = 'keep' | 'cancel_orders' | 'quit';

export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
  /** The first is the default, and what closing the question comes to. */
  readonly answers: readonly { readonly answer: QuitAnswer; readonly label: string }[];
}

const QUIT_ANYWAY = { answer: 'quit', label: 'Quit anyway' } as const;

/** Where a program without a window would be seen: what keeping it is called. */
export type KeptPlace = 'tray' | 'menu_bar' | null;

const KEEP: Readonly<Record<NonNullable<KeptPlace>, string>> = { tray: 'Keep running in the tray', menu_bar: 'Keep running in the menu bar' };

/** Asked before the program ends with obstacles. */
export function quitQuestion(obstacles: readonly QuitObstacle[], place: KeptPlace): QuitQuestion {
  const { message, detail } = quitWords(obstacles);
  const isFlattening = obstacles.some(({ kind }) => kind === 'flattening');
  const hasOrders = obstacles.some(({ kind }) => kind === 'orders');
  // A flattening would send the next order.
  const canCancel = hasOrders && !isFlattening;
  return {
    message: `${message} Quit Smart 0DTE?`,
    detail: isFlattening && hasOrders ? `${detail} To have its orders cancelled, stop the flattening first.` : detail,
    answers: [{ answer: 'keep', label: keepLabel(place) }, ...(canCancel ? [{ answer: 'cancel_orders', label: 'Cancel orders and quit' } as const] : []), QUIT_ANYWAY],
  };
}

/** Asked where the orders were to be cancelled and some still work, or nothing could be asked for (`failure`: why). */
export function stillWorkingQuestion(standing: Standing | null, failure: string | null, place: KeptPlace): QuitQuestion {
  const answers = [{ answer: 'keep', label: keepLabel(place) } as const, QUIT_ANYWAY];
  if (failure !== null) return { message: 'The orders could not be cancelled. Quit Smart 0DTE?', detail: `${failure.replace(/\.$/, '')}.`, answers };
  const left = standing?.workingOrders ?? 0;
  const what = left === 1 ? '1 order is not cancelled yet.' : left === 0 ? 'Whether the orders are cancelled is not known.' : `${left} orders are not cancelled yet.`;
  const why = standing?.session.paused === true ? ' The session is paused, so nothing reaches the broker.' : '';
  return {
    message: `${what} Quit Smart 0DTE?`,
    detail: `Their cancellation is asked for and written down: what the broker has not carried out by then is asked for again at the next start.${why}`,
    answers,
  };
}

function keepLabel(place: KeptPlace): string {
  return place === null ? 'Keep running' : KEEP[place];
}
