import { describe, expect, it } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { LimitsView } from '../../../src-core/contract/risk.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { INITIAL_LIMITS, LIMIT_NAMES, LIMITS, type LimitName } from '../../../src-core/risk/limits.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { changeDraft, changesOf, type LimitDraft, type LimitDraftChange, limitValue, openDraft, problemsOfRefusal, rowsOf, shownRows } from '../../../src-renderer/panels/limits/limit-draft.ts';
import { limitMeaning, limitNumber, limitWords, rangeWords, sessionWords } from '../../../src-renderer/panels/limits/limit-words.ts';

const SESSION = parseIsoDate('2026-11-23');

function viewOf(values: Partial<Record<LimitName, number>> = {}, pending: Partial<Record<LimitName, number>> = {}): LimitsView {
  return {
    equity: fromDollars(25_000),
    session: SESSION,
    limits: LIMIT_NAMES.map((name) => ({ ...LIMITS[name], name, value: values[name] ?? INITIAL_LIMITS[name], pending: pending[name] ?? null, dollars: null })),
  };
}

const after = (view: LimitsView, ...changes: readonly LimitDraftChange[]): LimitDraft => changes.reduce(changeDraft, openDraft(view));
const written = (name: LimitName, text: string): LimitDraftChange => ({ kind: 'written', name, text });
const row = (draft: LimitDraft, name: LimitName) => rowsOf(draft).find(({ limit }) => limit.name === name);

describe('a draft of the limits', () => {
  it('says when what is written counts', () => {
    const draft = after(viewOf(), written('max_delta', '700'), written('max_positions', '12'), written('event_blackout_after', '8'), written('profit_target', '80'), written('max_gamma', '2,000'));
    expect(['max_delta', 'max_positions', 'event_blackout_after', 'profit_target', 'max_gamma', 'max_vega'].map((name) => row(draft, name as LimitName)?.when)).toEqual(['now', 'next', 'now', 'now', null, null]);
    expect(changesOf(draft)).toEqual([
      { name: 'max_positions', value: 12 },
      { name: 'max_delta', value: 700 },
      { name: 'event_blackout_after', value: 8 },
      { name: 'profit_target', value: 80 },
    ]);
  });

  it('marks a value that may not be, and what contradicts another where it is written', () => {
    const draft = after(viewOf(), written('max_positions', '5.5'), written('max_vega', 'much'), written('daily_loss_limit', '7'), written('max_orders_per_minute', '400'));
    expect(row(draft, 'max_positions')).toMatchObject({ problem: 'Expected a whole number from 1 to 1000', when: null });
    expect(row(draft, 'max_vega')).toMatchObject({ problem: 'Expected 0.01 to 1000', when: null, text: 'much' });
    expect(row(draft, 'daily_loss_limit')?.problem).toBe('Loss of one trade is 4; expected at most 0.5 times Day loss, which is 7');
    expect(row(draft, 'max_loss_per_trade')?.problem).toBeNull();
    const mended = after(viewOf({}, { max_messages_per_minute: 500 }), written('max_orders_per_minute', '400'), written('daily_loss_limit', '7'), written('max_loss_per_trade', '3.5'), written('underlying_loss_limit', '6'));
    expect(rowsOf(mended).filter(({ problem }) => problem !== null)).toEqual([]);
    expect(row(after(viewOf(), written('max_orders_per_minute', '400')), 'max_orders_per_minute')?.problem).toMatch(/^From 2026-11-23 on, Orders a minute is 400/);
  });

  it('keeps what is written over what another window sets, and forgets what is so already', () => {
    const draft = after(viewOf(), written('max_delta', '700'), written('max_positions', '8'), { kind: 'heard', view: viewOf({ max_delta: 700, max_positions: 9 }) });
    expect(changesOf(draft)).toEqual([{ name: 'max_positions', value: 8 }]);
    expect(row(draft, 'max_delta')).toMatchObject({ text: '700', isEdited: false });
    expect(changesOf(changeDraft(draft, { kind: 'discarded' }))).toEqual([]);
  });

  it('writes every limit as it was at first', () => {
    const draft = after(viewOf({ max_delta: 700, kill_flattens: 1 }), written('max_vega', '3'), { kind: 'reset' });
    expect(changesOf(draft)).toEqual([{ name: 'max_delta', value: 800 }, { name: 'kill_flattens', value: 0 }]);
    expect(row(draft, 'max_delta')?.when).toBe('next');
  });

  it('shows what the core refused at its limit until that is written anew', () => {
    const refusal = new ContractFailure({ code: 'bad_input', field: 'changes.max_delta', message: 'changes.max_delta: expected 1 to 100000 (got 0); changes.max_vega: is given twice (got 1)' });
    const { problems, text } = problemsOfRefusal(refusal);
    expect([problems, text]).toEqual([{ max_delta: 'expected 1 to 100000 (got 0)', max_vega: 'is given twice (got 1)' }, null]);
    const draft = after(viewOf(), { kind: 'refused', problems });
    expect(row(draft, 'max_delta')?.problem).toBe('Expected 1 to 100000 (got 0)');
    expect(row(changeDraft(draft, written('max_delta', '700')), 'max_delta')?.problem).toBeNull();
    expect(problemsOfRefusal(new ContractFailure({ code: 'conflict', field: 'name', message: 'name: without it, all is lost' }), 'max_delta')).toEqual({ problems: { max_delta: 'without it, all is lost' }, text: null });
    expect(problemsOfRefusal(new ContractFailure({ code: 'forbidden', message: 'it needs the role trader' }), 'max_delta')).toEqual({ problems: {}, text: 'it needs the role trader' });
  });

  it('finds limits by the words of their title, meaning, name and group, and never hides what is written', () => {
    const names = (filter: string, draft = openDraft(viewOf())) => shownRows(rowsOf(draft), filter).map(({ limit }) => limit.name);
    expect(names('loss UNDERLYING')).toEqual(['tail_move', 'underlying_loss_limit']);
    expect(names('kill switch')).toEqual(['kill_flattens', 'ladder_seconds']);
    expect(names('max_vega')).toEqual(['max_vega']);
    expect(names('nothing like it')).toEqual([]);
    expect(names('max_vega', after(viewOf(), written('max_delta', '700')))).toEqual(['max_delta', 'max_vega']);
    expect(names(' ')).toHaveLength(LIMIT_NAMES.length);
  });

  it.each([
    ['12', 12],
    [' 1,200.5 ', 1_200.5],
    ['−0.25', -0.25],
    ['.5', 0.5],
    ['', Number.NaN],
    ['1e3', Number.NaN],
    ['0x10', Number.NaN],
    ['five', Number.NaN],
  ])('reads “%s” as %d', (text, value) => {
    expect(limitValue(text)).toBe(value);
  });
});

it('says limits in words', () => {
  expect([limitWords('daily_loss_limit', 8), limitWords('kill_flattens', 1), limitWords('max_positions', 1_200), limitNumber('correlation_emergency', -0.25), sessionWords(SESSION)]).toEqual(['8 % of equity', 'yes', '1,200', '−0.25', 'Mon 23 Nov']);
  const [positions, kill] = (['max_positions', 'allow_undefined_risk'] as const).map((name) => ({ ...LIMITS[name], name }));
  if (positions === undefined || kill === undefined) throw new Error('two limits were made');
  expect(limitMeaning(positions)).toBe('Packages held or on order. 1 – 1,000; lower is safer.');
  expect([rangeWords(positions), rangeWords(kill), limitMeaning(kill)]).toEqual(['1 – 1,000', '', 'Whether a package may lose without bound; its loss then counts as that of the tail move. No is safer.']);
});
