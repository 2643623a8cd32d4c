import { newYorkClock } from '../../../src-core/calendar/clock-text.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { SessionView } from '../../../src-core/contract/schemas.ts';
import { fromDollars, type Money, negate, toDollars } from '../../../src-core/money.ts';
import { amountOf } from '../../../src-core/risk/exit-levels.ts';
import { exitProblems } from '../../../src-core/risk/exit-problems.ts';
import { type ExitAmount, type ExitBases, type ExitPlan, exitPlanSchema, NO_EXIT } from '../../../src-core/risk/exits.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { formatDollars, formatSignedDollars } from '../../design/format.ts';

/** An amount as it is written; empty for none. */
export interface AmountDraft {
  readonly text: string;
  readonly unit: ExitAmount['unit'];
}

export const AMOUNTS = ['target', 'stop', 'trailing'] as const;
export type AmountField = (typeof AMOUNTS)[number];

export interface ExitDraft extends Readonly<Record<AmountField, AmountDraft>> {
  /** "15:45" in New York. */
  readonly at: string;
  readonly minutesBeforeEnd: string;
}

export type ExitProblems = Readonly<Partial<Record<keyof ExitPlan, string>>>;
export type ExitSession = Pick<SessionView, 'date' | 'open' | 'lastTrade' | 'now'>;

export function draftOf(plan: ExitPlan, bases: ExitBases): ExitDraft {
  const amount = (given: ExitAmount | null, base: Money | null): AmountDraft => {
    if (given === null) return { text: '', unit: base === null ? 'dollars' : 'percent' };
    return { text: String(given.unit === 'dollars' ? toDollars(given.value) : given.value), unit: given.unit };
  };
  return {
    target: amount(plan.target, bases.target),
    stop: amount(plan.stop, bases.stop),
    trailing: amount(plan.trailing, bases.stop),
    at: plan.at === null ? '' : newYorkClock(plan.at),
    minutesBeforeEnd: plan.minutesBeforeEnd === null ? '' : String(plan.minutesBeforeEnd),
  };
}

/** What a draft says, its parts that cannot be read left out, and what is wrong with it by field. */
export function readDraft(draft: ExitDraft, bases: ExitBases, session: ExitSession): { readonly plan: ExitPlan; readonly problems: ExitProblems } {
  const problems: Partial<Record<keyof ExitPlan, string>> = {};
  const plan: ExitPlan = { ...NO_EXIT };
  for (const field of AMOUNTS) {
    const { text, unit } = draft[field];
    const value = numberOf(text);
    if (value === null) continue;
    if (Number.isNaN(value)) problems[field] = 'Expected a number above 0, or nothing';
    else if (Math.abs(value) >= 1e9) problems[field] = 'Expected less than that';
    else plan[field] = unit === 'percent' ? { unit, value } : { unit, value: fromDollars(Math.round(value * 100) / 100) };
  }
  const at = timeOf(draft.at, session);
  if (at === undefined) problems.at = 'Expected a New York time such as 15:45, or nothing';
  else plan.at = at;
  const minutes = numberOf(draft.minutesBeforeEnd);
  if (Number.isNaN(minutes)) problems.minutesBeforeEnd = 'Expected 0 to 390, or nothing';
  else plan.minutesBeforeEnd = minutes;
  for (const { path, message } of exitPlanSchema.safeParse(plan).error?.issues ?? []) {
    const field = fieldOf(String(path[0]));
    if (field === null) continue;
    problems[field] ??= capital(message);
    Object.assign(plan, { [field]: null });
  }
  for (const { field, message } of exitProblems(plan, bases, session, session.now)) problems[field] ??= capital(message);
  return { plan, problems };
}

/** The field and the words of a refusal; the field is null where it is of none. */
export function problemOfRefusal(error: unknown): { readonly field: keyof ExitPlan | null; readonly text: string } {
  const text = error instanceof Error ? error.message : String(error);
  const field = error instanceof ContractFailure ? fieldOf(/^plan\.(\w+)/.exec(error.field ?? '')?.[1] ?? '') : null;
  return { field, text: field === null ? text : capital(text.replace(`plan.${field}: `, '')) };
}

/** What an amount comes to: "+$63.00: 50 % of the credit of $126.00"; null where it is absent or cannot be reckoned. */
export function amountMeaning(field: AmountField, plan: ExitPlan, bases: ExitBases): string | null {
  const given = plan[field];
  const base = field === 'target' ? bases.target : bases.stop;
  const amount = amountOf(given, base);
  if (given === null || amount === null) return null;
  const dollars = field === 'target' ? formatSignedDollars(amount) : field === 'stop' ? formatSignedDollars(negate(amount)) : `${formatDollars(amount)} below the best`;
  if (base === null) return dollars;
  const share = given.unit === 'percent' ? given.value : Math.round((1_000 * amount) / base) / 10;
  return `${dollars}: ${share} % of ${baseName(field, bases)} of ${formatDollars(base)}`;
}

/** "the credit", "the debit", "the greatest loss". */
export function baseName(field: AmountField, { opened }: Pick<ExitBases, 'opened'>): string {
  if (opened === 'debit') return 'the debit';
  return field === 'target' ? 'the credit' : 'the greatest loss';
}

/** What is so already at the result of now: it would act at once, or once that has held. */
export function alreadyThere(field: AmountField, plan: ExitPlan, bases: ExitBases, result: Money | null): string | null {
  const amount = amountOf(plan[field], field === 'target' ? bases.target : bases.stop);
  if (amount === null || result === null) return null;
  if (field === 'target' && result >= amount) return `Reached: closed now it would bring ${formatSignedDollars(result)}.`;
  if (field === 'stop' && result <= -amount) return `Passed: closed now it would bring ${formatSignedDollars(result)}; it acts once that has held.`;
  return null;
}

/** When a plan closes before the end: "Closes at 15:45"; `account` is when the account does that to what has no end of its own. */
export function endMeaning({ at, minutesBeforeEnd: minutes }: Pick<ExitPlan, 'at' | 'minutesBeforeEnd'>, { lastTrade }: Pick<ExitSession, 'lastTrade'>, account: EpochMs | null): string {
  if (minutes === null && account !== null) return `Empty: the account closes it at ${newYorkClock(account)}`;
  if (minutes === null) return at === null ? 'Empty: left to expire' : 'Empty: at its time alone';
  return minutes === 0 ? 'Left to expire, whatever the account’s rule' : `Closes at ${newYorkClock(lastTrade - minutes * MINUTE)}`;
}

function numberOf(text: string): number | null {
  const written = text.trim().replaceAll(',', '').replace(/^\$|%$/g, '').trim();
  if (written === '') return null;
  return /^\d*\.?\d+$/.test(written) ? Number(written) : Number.NaN;
}

/** undefined where it cannot be read. */
function timeOf(text: string, { date }: Pick<ExitSession, 'date'>): EpochMs | null | undefined {
  const written = text.trim();
  if (written === '') return null;
  const [, hour = '', minute = ''] = /^(\d{1,2})[:.]?(\d{2})$/.exec(written) ?? [];
  const clock = `${hour.padStart(2, '0')}:${minute}`;
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(clock) ? newYorkTime(date, clock) : undefined;
}

function fieldOf(name: string): keyof ExitPlan | null {
  return EXIT_FIELDS.find((field) => field === name) ?? null;
}

const EXIT_FIELDS = ['target', 'stop', 'trailing', 'at', 'minutesBeforeEnd'] as const;

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
