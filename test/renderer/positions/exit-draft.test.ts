import { describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { type ExitBases, type ExitPlan, NO_EXIT } from '../../../src-core/risk/exits.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { alreadyThere, amountMeaning, draftOf, endMeaning, type ExitDraft, problemOfRefusal, readDraft } from '../../../src-renderer/panels/positions/exit-draft.ts';

const DATE = parseIsoDate('2026-11-20');
const at = (clock: string) => newYorkTime(DATE, clock);
const SESSION = { date: DATE, open: at('09:30'), lastTrade: at('16:15'), now: at('13:42') };
const CREDIT: ExitBases = { opened: 'credit', target: fromDollars(162), stop: fromDollars(438), mostGain: fromDollars(159.09), mostLoss: fromDollars(440.91) };
const UNBOUNDED: ExitBases = { ...CREDIT, stop: null, mostLoss: null };
const DEBIT: ExitBases = { opened: 'debit', target: fromDollars(338), stop: fromDollars(338), mostGain: null, mostLoss: fromDollars(340) };
const percent = (value: number) => ({ unit: 'percent', value }) as const;
const dollars = (value: number) => ({ unit: 'dollars', value: fromDollars(value) }) as const;
const EMPTY = draftOf(NO_EXIT, CREDIT);
const read = (change: Partial<ExitDraft>, bases = CREDIT) => readDraft({ ...EMPTY, ...change }, bases, SESSION);

describe('a draft of exits', () => {
  it('is the plan that it was made of', () => {
    const plan: ExitPlan = { target: percent(50), stop: dollars(120.5), trailing: percent(12.5), at: at('15:45'), minutesBeforeEnd: 0 };
    expect(readDraft(draftOf(plan, CREDIT), CREDIT, SESSION)).toEqual({ plan, problems: {} });
    expect(read({})).toEqual({ plan: NO_EXIT, problems: {} });
    expect([draftOf(NO_EXIT, CREDIT).stop.unit, draftOf(NO_EXIT, UNBOUNDED).stop.unit]).toEqual(['percent', 'dollars']);
  });

  it('reads amounts and times as they are written', () => {
    expect(read({ stop: { text: ' $1,20.5 ', unit: 'dollars' } }).plan.stop).toEqual(dollars(120.5));
    expect(['15:45', '1545', '9.45', ' 15:45 '].map((text) => read({ at: text }).plan.at)).toEqual([at('15:45'), at('15:45'), at('09:45'), at('15:45')]);
  });

  it('says at each field what is wrong with it', () => {
    const { plan, problems } = read({ target: { text: '100', unit: 'percent' }, stop: { text: 'much', unit: 'percent' }, trailing: { text: '0', unit: 'dollars' }, at: '25:00', minutesBeforeEnd: '400' });
    expect(problems).toEqual({
      target: '$162.00 is more than the position can bring; expected at most $159.09',
      stop: 'Expected a number above 0, or nothing',
      trailing: 'Expected more than 0',
      at: 'Expected a New York time such as 15:45, or nothing',
      minutesBeforeEnd: 'Expected 0 to 390',
    });
    expect(plan).toMatchObject({ stop: null, trailing: null, at: null, minutesBeforeEnd: null });
    expect(read({ stop: { text: '50', unit: 'percent' } }, UNBOUNDED).problems).toEqual({ stop: '50 % of a loss that has no bound; expected an amount in dollars' });
    expect(read({ at: '13:00' }).problems.at).toMatch(/^13:00; expected a time after 13:42/);
  });

  it('takes a refusal to its field', () => {
    expect(problemOfRefusal(new ContractFailure({ code: 'bad_input', field: 'plan.stop', message: 'plan.stop: $900.00 is more than the position can lose' }))).toEqual({ field: 'stop', text: '$900.00 is more than the position can lose' });
    expect(problemOfRefusal(new ContractFailure({ code: 'not_found', field: 'tradeId', message: 'tradeId: it holds nothing' }))).toEqual({ field: null, text: 'tradeId: it holds nothing' });
  });
});

describe('what is written', () => {
  const plan = (change: Partial<ExitPlan>): ExitPlan => ({ ...NO_EXIT, ...change });

  it('means dollars, of a base', () => {
    expect(amountMeaning('target', plan({ target: percent(50) }), CREDIT)).toBe('+$81.00: 50 % of the credit of $162.00');
    expect(amountMeaning('stop', plan({ stop: dollars(219) }), CREDIT)).toBe('−$219.00: 50 % of the greatest loss of $438.00');
    expect(amountMeaning('trailing', plan({ trailing: percent(10) }), DEBIT)).toBe('$33.80 below the best: 10 % of the debit of $338.00');
    expect(amountMeaning('stop', plan({ stop: dollars(100) }), UNBOUNDED)).toBe('−$100.00');
    expect(amountMeaning('stop', NO_EXIT, CREDIT)).toBeNull();
  });

  it('may be so already', () => {
    expect(alreadyThere('target', plan({ target: dollars(30) }), CREDIT, fromDollars(43.09))).toBe('Reached: closed now it would bring +$43.09.');
    expect(alreadyThere('stop', plan({ stop: dollars(30) }), CREDIT, fromDollars(-30))).toMatch(/^Passed: .*−\$30\.00/);
    expect(alreadyThere('stop', plan({ stop: dollars(30) }), CREDIT, null)).toBeNull();
    expect(alreadyThere('trailing', plan({ trailing: dollars(30) }), CREDIT, fromDollars(-50))).toBeNull();
  });

  it('ends by its own time, the account’s, or at expiry', () => {
    expect(endMeaning(plan({ minutesBeforeEnd: 30 }), SESSION, null)).toBe('Closes at 15:45');
    expect(endMeaning(plan({ minutesBeforeEnd: 0 }), SESSION, at('15:30'))).toBe('Left to expire, whatever the account’s rule');
    expect(endMeaning(plan({}), SESSION, at('15:30'))).toBe('Empty: the account closes it at 15:30');
    expect(endMeaning(plan({}), SESSION, null)).toBe('Empty: left to expire');
    expect(endMeaning(plan({ at: at('15:00') }), SESSION, null)).toBe('Empty: at its time alone');
  });
});
