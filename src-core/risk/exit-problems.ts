import { newYorkClock } from '../calendar/clock-text.ts';
import type { ExchangeSession } from '../calendar/exchange-calendar.ts';
import { formatMoney, type Money } from '../money.ts';
import { type EpochMs, MINUTE } from '../time.ts';
import { amountOf } from './exit-levels.ts';
import type { ExitBases, ExitPlan } from './exits.ts';

/** Why a part of a plan could never act, as a clause that begins with what is wrong and ends with what is expected. */
export interface ExitProblem {
  readonly field: keyof ExitPlan;
  readonly message: string;
}

/** What speaks against a plan for a trade with these bases, at this moment of the session. */
export function exitProblems(plan: ExitPlan, bases: ExitBases, session: Pick<ExchangeSession, 'open' | 'lastTrade'>, now: EpochMs): readonly ExitProblem[] {
  const problems: ExitProblem[] = [];
  const { target, stop, trailing, at, minutesBeforeEnd } = plan;
  const targetAmount = amountOf(target, bases.target);
  const stopAmount = amountOf(stop, bases.stop);
  if (target?.unit === 'percent' && bases.target === null) problems.push({ field: 'target', message: `${target.value} % of a position that was opened for nothing; expected an amount in dollars` });
  for (const [field, amount] of [['stop', stop], ['trailing', trailing]] as const) {
    if (amount?.unit !== 'percent' || bases.stop !== null) continue;
    problems.push({ field, message: `${amount.value} % of a loss that has no bound; expected an amount in dollars` });
  }
  if (targetAmount !== null && bases.mostGain !== null && targetAmount > bases.mostGain) {
    problems.push({ field: 'target', message: `${dollars(targetAmount)} is more than the position can bring; expected ${bases.mostGain > 0 ? `at most ${dollars(bases.mostGain)}` : 'none, as it cannot gain'}` });
  }
  if (stopAmount !== null && bases.mostLoss !== null && stopAmount > bases.mostLoss) {
    problems.push({ field: 'stop', message: `${dollars(stopAmount)} is more than the position can lose; expected at most ${dollars(bases.mostLoss)}` });
  }
  if (at !== null && (at <= now || at < session.open || at >= session.lastTrade)) {
    problems.push({ field: 'at', message: `${newYorkClock(at)}; expected a time after ${newYorkClock(Math.max(now, session.open))} and before the last trade at ${newYorkClock(session.lastTrade)}` });
  }
  const left = Math.floor((session.lastTrade - now) / MINUTE);
  if (minutesBeforeEnd !== null && minutesBeforeEnd > 0 && session.lastTrade - minutesBeforeEnd * MINUTE <= now) {
    problems.push({ field: 'minutesBeforeEnd', message: `${minutesBeforeEnd} minutes before the last trade at ${newYorkClock(session.lastTrade)} is over; expected ${left > 1 ? `at most ${left - 1}` : '0, as it ends now'}` });
  }
  return problems;
}

function dollars(amount: Money): string {
  const text = formatMoney(amount);
  return text.startsWith('-') ? `-$${text.slice(1)}` : `$${text}`;
}
