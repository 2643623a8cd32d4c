import { newYorkClock } from '../../../src-core/calendar/clock-text.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { exitLevels } from '../../../src-core/risk/exit-levels.ts';
import type { ExitReason, ExitView } from '../../../src-core/risk/exits.ts';
import { ABSENT, formatAge, formatSignedAmount } from '../../design/format.ts';

export const REASON_NAMES: Readonly<Record<ExitReason, string>> = { target: 'target', stop: 'stop', trailing: 'trailing stop', time: 'time', end: 'end of the day' };

/** A part of a position's exits as it is read in a row: "target +63.00". Absent parts have no words. */
export interface ExitPart {
  readonly name: 'target' | 'stop' | 'trails' | 'closes';
  readonly text: string | null;
  readonly title: string;
}

export function exitParts({ plan, bases, targetAt, stopAt, trailingAt, closesAt }: ExitView): readonly ExitPart[] {
  const distance = bases === null ? null : exitLevels(plan, bases).trailing;
  const trails = trailingAt === null ? `by ${distance === null ? ABSENT : unsigned(formatSignedAmount(distance))}` : formatSignedAmount(trailingAt);
  return [
    { name: 'target', text: plan.target === null ? null : formatSignedAmount(targetAt), title: 'Result in dollars, fees of what is booked included, at which its limit order rests' },
    { name: 'stop', text: plan.stop === null ? null : formatSignedAmount(stopAt), title: 'Result in dollars, closing across the spread, at which it is closed once that has held' },
    { name: 'trails', text: plan.trailing === null ? null : trails, title: 'Result in dollars at which the trailing stop stands now; it follows the best that has held' },
    { name: 'closes', text: closesAt === null ? null : newYorkClock(closesAt), title: 'Time in New York at which it is closed' },
  ];
}

/** Whether the position has a plan of its own, or something is being done about it. */
export function hasExits({ plan, state }: ExitView): boolean {
  const { target, stop, trailing, at, minutesBeforeEnd } = plan;
  return target !== null || stop !== null || trailing !== null || at !== null || minutesBeforeEnd !== null || (state !== 'watching' && state !== 'done');
}

/** How the exits stand, and how loudly that is to be said. */
export interface ExitStanding {
  readonly words: string;
  readonly tone: 'quiet' | 'notice' | 'acting' | 'failed';
}

export function exitStanding({ state, reason, since, text, plan, closesAt }: ExitView, now: EpochMs | null): ExitStanding {
  const named = reason === null ? '' : `${REASON_NAMES[reason]}: `;
  switch (state) {
    case 'watching': {
      if (text !== null) return { words: text, tone: 'notice' };
      return { words: plan.minutesBeforeEnd === 0 && closesAt === null ? 'left to expire' : 'watching', tone: 'quiet' };
    }
    case 'confirming': {
      const held = since === null || now === null ? '' : ` for ${formatAge(now - since)}`;
      return { words: `${named}confirming${held}${text === null ? '' : `; ${text}`}`, tone: 'notice' };
    }
    case 'closing':
      return { words: named + (text ?? 'closing'), tone: 'acting' };
    case 'stuck':
      return { words: `${named}stuck, ${text ?? 'no reason is known'}`, tone: 'failed' };
    case 'done':
      return { words: reason === null ? 'closed' : `closed by its ${REASON_NAMES[reason]}`, tone: 'quiet' };
  }
}

function unsigned(text: string): string {
  return text.replace(/^\+/, '');
}
