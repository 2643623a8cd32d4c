import { describe, expect, it } from 'vitest';
import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import { symbolSchema } from '../../../src-core/contract/schemas.ts';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';
import { conditionWords } from '../../../src-renderer/panels/alerts/alert-words.ts';
import { draftOf, fieldOfRefusal, newDraft, type RuleDraft, ruleOfDraft } from '../../../src-renderer/panels/alerts/rule-draft.ts';
import { RULE } from './alert-fixture.ts';

const TRADE = deriveUuid('trade');
const POSITIONS = new Map([[TRADE, 'SPY 604/607/617/620 iron condor']]);
const NONE = new Map<string, string>();
const CONDITIONS: readonly AlertCondition[] = [
  { kind: 'price', ticker: 'VIX', when: 'at_or_above', threshold: 18.5 },
  { kind: 'volatility', underlying: 'QQQ', when: 'at_or_below', threshold: 11 },
  { kind: 'delta', symbol: symbolSchema.parse('IWM   261120P00230500'), when: 'at_or_below', threshold: -0.3 },
  { kind: 'result', tradeId: TRADE, when: 'at_or_below', threshold: -250 },
  { kind: 'result', tradeId: null, when: 'at_or_above', threshold: 500 },
  { kind: 'strike_distance', tradeId: null, threshold: 0.5 },
  { kind: 'time', minutesBefore: 0 },
];
const draft = (changes: Partial<RuleDraft>): RuleDraft => ({ ...newDraft(deriveUuid('new'), 'SPY'), ...changes });
const thresholds = (changes: Partial<RuleDraft['thresholds']>): Pick<RuleDraft, 'thresholds'> => ({ thresholds: { ...newDraft('', 'SPY').thresholds, ...changes } });

describe('a rule that is written', () => {
  it('is the one it was made from where nothing was changed', () => {
    for (const condition of CONDITIONS) {
      const rule = { ...RULE, condition };
      expect(ruleOfDraft(draftOf(rule, 'SPY'), POSITIONS)).toEqual({ rule });
    }
    const once = { ...RULE, repeat: { kind: 'once' as const }, enabled: false };
    expect(ruleOfDraft(draftOf(once, 'SPY'), NONE)).toEqual({ rule: once });
  });

  it('reads numbers as they are written, and is named by its condition where it has no name', () => {
    expect(ruleOfDraft(draft({ kind: 'result', ...thresholds({ result: ' \u2212$1,250.50 ' }) }), NONE)).toMatchObject({
      rule: { name: 'Result of the day at or below \u2212$1250.5', condition: { kind: 'result', tradeId: null, threshold: -1250.5 } },
    });
  });

  it('says at its field what is wrong', () => {
    const problems = (changes: Partial<RuleDraft>): unknown => {
      const written = ruleOfDraft(draft(changes), NONE);
      return 'problems' in written ? written.problems : null;
    };
    expect(problems({})).toEqual({ threshold: 'expected a number' });
    expect(problems(thresholds({ price: 'six' }))).toEqual({ threshold: '“six” is not a number' });
    expect(problems(thresholds({ price: '-1' }))).toEqual({ threshold: 'expected more than 0' });
    expect(problems({ kind: 'delta', ...thresholds({ delta: '2' }) })).toEqual({ symbol: 'choose a contract', threshold: 'expected -1 to 1' });
    expect(problems({ repeat: 'again', minutes: '0', ...thresholds({ price: '590' }) })).toEqual({ minutes: 'expected 1 to 390' });
    expect(problems({ kind: 'time', name: 'x'.repeat(81), ...thresholds({ time: '391' }) })).toEqual({ name: 'expected at most 80 characters', threshold: 'expected 0 to 390' });
    expect(problems({ kind: 'time', ...thresholds({ time: '0' }) })).toBeNull();
  });

  it('keeps what each kind was given while the kind is changed', () => {
    const both = thresholds({ price: '590', time: '30' });
    expect(ruleOfDraft(draft({ kind: 'time', ...both }), NONE)).toMatchObject({ rule: { condition: { minutesBefore: 30 } } });
    expect(ruleOfDraft(draft({ kind: 'price', ...both }), NONE)).toMatchObject({ rule: { condition: { ticker: 'SPY', threshold: 590 } } });
  });

  it('shows the core’s refusal at the field it names', () => {
    expect(['rule.condition.threshold', 'rule.condition.symbol', 'rule.repeat.minutes', 'rule.name', 'id', undefined].map(fieldOfRefusal)).toEqual(['threshold', 'symbol', 'minutes', 'name', null, null]);
  });
});

describe('a condition in words', () => {
  it('names what it looks at and the threshold in its unit', () => {
    expect(CONDITIONS.map((condition) => conditionWords(condition, POSITIONS))).toEqual([
      'VIX at or above 18.50',
      'Volatility of QQQ at or below 11 %',
      'Delta of IWM 230.5 put, 2026-11-20, at or below \u22120.30',
      'Result of SPY 604/607/617/620 iron condor at or below \u2212$250',
      'Result of the day at or above $500',
      'A short strike of any position within 0.5 %',
      'At the reference time',
    ]);
    expect(conditionWords({ kind: 'strike_distance', tradeId: TRADE, threshold: 1 }, NONE)).toBe('A short strike of a position that is closed within 1 %');
  });
});
