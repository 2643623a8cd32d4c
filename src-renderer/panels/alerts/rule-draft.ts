import { type AlertCondition, type AlertRule, alertRuleSchema } from '../../../src-core/alerts/alert.ts';
import { parseSymbol, type Ticker, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Severity } from '../../../src-core/risk/risk-event.ts';
import { MINUS } from '../../design/format.ts';
import { conditionWords, type PositionNames } from './alert-words.ts';

/** A rule as it is being written: numbers as their text, and every kind's fields, so that changing the kind loses none. */
export interface RuleDraft {
  readonly id: string;
  readonly name: string;
  readonly kind: AlertCondition['kind'];
  readonly ticker: Ticker;
  readonly underlying: Underlying;
  readonly symbol: string;
  /** '' is the day, or any position. */
  readonly tradeId: string;
  readonly when: 'at_or_above' | 'at_or_below';
  readonly thresholds: Readonly<Record<AlertCondition['kind'], string>>;
  readonly severity: Severity;
  readonly enabled: boolean;
  readonly repeat: 'once' | 'again';
  readonly minutes: string;
}

export type RuleField = 'name' | 'symbol' | 'threshold' | 'minutes';
export type RuleProblems = Readonly<Partial<Record<RuleField, string>>>;

const NO_THRESHOLDS: RuleDraft['thresholds'] = { price: '', volatility: '', delta: '', result: '', strike_distance: '', time: '' };

export function newDraft(id: string, underlying: Underlying): RuleDraft {
  return { id, name: '', kind: 'price', ticker: underlying, underlying, symbol: '', tradeId: '', when: 'at_or_below', thresholds: NO_THRESHOLDS, severity: 'medium', enabled: true, repeat: 'once', minutes: '15' };
}

export function draftOf(rule: AlertRule, underlying: Underlying): RuleDraft {
  const { id, name, condition, severity, enabled, repeat } = rule;
  const draft: RuleDraft = { ...newDraft(id, underlying), name, kind: condition.kind, severity, enabled, repeat: repeat.kind, minutes: repeat.kind === 'again' ? String(repeat.minutes) : '15' };
  const threshold = condition.kind === 'time' ? condition.minutesBefore : condition.threshold;
  return { ...draft, ...chosenIn(condition), thresholds: { ...NO_THRESHOLDS, [condition.kind]: String(threshold) } };
}

function chosenIn(condition: AlertCondition): Partial<RuleDraft> {
  switch (condition.kind) {
    case 'price':
      return { ticker: condition.ticker, when: condition.when };
    case 'volatility':
      return { underlying: condition.underlying, when: condition.when };
    case 'delta':
      return { underlying: parseSymbol(condition.symbol).underlying, symbol: condition.symbol, when: condition.when };
    case 'result':
      return { tradeId: condition.tradeId ?? '', when: condition.when };
    case 'strike_distance':
      return { tradeId: condition.tradeId ?? '' };
    case 'time':
      return {};
  }
}

/** The rule that was written, or what is wrong with which field. A rule without a name gets its condition for one. */
export function ruleOfDraft(draft: RuleDraft, positions: PositionNames): { readonly rule: AlertRule } | { readonly problems: RuleProblems } {
  const problems: Partial<Record<RuleField, string>> = {};
  const number = (text: string, field: RuleField): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text.trim().replace(MINUS, '-').replace(/^(-?)\$/, '$1').replaceAll(',', ''));
    if (!Number.isFinite(value)) problems[field] = text.trim() === '' ? 'expected a number' : `“${text.trim()}” is not a number`;
    return Number.isFinite(value) ? value : 0;
  };
  if (draft.kind === 'delta' && draft.symbol === '') problems.symbol = 'choose a contract';
  const threshold = number(draft.thresholds[draft.kind], 'threshold');
  const parsed = alertRuleSchema.safeParse({
    id: draft.id,
    name: draft.name.trim() === '' ? '–' : draft.name,
    condition: conditionFields(draft, threshold),
    severity: draft.severity,
    enabled: draft.enabled,
    repeat: draft.repeat === 'once' ? { kind: 'once' } : { kind: 'again', minutes: number(draft.minutes, 'minutes') },
  });
  for (const issue of parsed.error?.issues ?? []) problems[fieldOf(issue.path)] ??= issue.message;
  if (!parsed.success || Object.keys(problems).length > 0) return { problems };
  const { data } = parsed;
  return { rule: draft.name.trim() === '' ? { ...data, name: conditionWords(data.condition, positions).slice(0, 80) } : data };
}

function conditionFields({ kind, ticker, underlying, symbol, tradeId, when }: RuleDraft, threshold: number): unknown {
  const trade = tradeId === '' ? null : tradeId;
  switch (kind) {
    case 'price':
      return { kind, ticker, when, threshold };
    case 'volatility':
      return { kind, underlying, when, threshold };
    case 'delta':
      return { kind, symbol, when, threshold };
    case 'result':
      return { kind, tradeId: trade, when, threshold };
    case 'strike_distance':
      return { kind, tradeId: trade, threshold };
    case 'time':
      return { kind, minutesBefore: threshold };
  }
}

function fieldOf(path: readonly PropertyKey[]): RuleField {
  const [first, second] = path;
  if (first === 'repeat') return 'minutes';
  if (first === 'condition') return second === 'symbol' ? 'symbol' : 'threshold';
  return 'name';
}

/** The field that the core refused, by the path it named; null where it named none of them. */
export function fieldOfRefusal(field: string | undefined): RuleField | null {
  if (field === undefined || !field.startsWith('rule.')) return null;
  return fieldOf(field.split('.').slice(1));
}
