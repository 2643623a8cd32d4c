import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { LimitChanges, LimitsView, LimitView } from '../../../src-core/contract/risk.ts';
import { changeLimits, limitProblem, standingsFrom } from '../../../src-core/risk/limit-changes.ts';
import { isLimitName, LIMIT_NAMES, LIMITS, type LimitName, loosens } from '../../../src-core/risk/limits.ts';
import { MINUS } from '../../design/format.ts';
import { GROUP_TITLES } from './limit-words.ts';

export type LimitProblems = Readonly<Partial<Record<LimitName, string>>>;

/** The limits as the core has them, and what is written over them. */
export interface LimitDraft {
  readonly view: LimitsView;
  /** Only what differs from the value in force. */
  readonly texts: Readonly<Partial<Record<LimitName, string>>>;
  /** What the core refused, until it is written anew. */
  readonly refused: LimitProblems;
}

export type LimitDraftChange =
  | { readonly kind: 'heard'; readonly view: LimitsView }
  | { readonly kind: 'written'; readonly name: LimitName; readonly text: string }
  /** Every limit as it was at first. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'discarded' }
  | { readonly kind: 'refused'; readonly problems: LimitProblems };

export interface LimitRow {
  readonly limit: LimitView;
  readonly text: string;
  /** What is written, NaN where it is no number. */
  readonly value: number;
  readonly isEdited: boolean;
  /** When the written value would count; null where nothing is written, or it may not be. */
  readonly when: 'now' | 'next' | null;
  readonly problem: string | null;
}

export function openDraft(view: LimitsView): LimitDraft {
  return { view, texts: {}, refused: {} };
}

export function changeDraft(draft: LimitDraft, change: LimitDraftChange): LimitDraft {
  switch (change.kind) {
    case 'heard':
      return { ...draft, view: change.view, texts: stillWritten(change.view, draft.texts) };
    case 'written': {
      const { [change.name]: _, ...refused } = draft.refused;
      return { ...draft, texts: stillWritten(draft.view, { ...draft.texts, [change.name]: change.text }), refused };
    }
    case 'reset':
      return { ...draft, texts: stillWritten(draft.view, Object.fromEntries(draft.view.limits.map(({ name, initial }) => [name, String(initial)]))), refused: {} };
    case 'discarded':
      return { ...draft, texts: {}, refused: {} };
    case 'refused':
      return { ...draft, refused: change.problems };
  }
}

function stillWritten(view: LimitsView, texts: LimitDraft['texts']): LimitDraft['texts'] {
  return Object.fromEntries(
    view.limits.flatMap(({ name, value }) => {
      const text = texts[name];
      return text === undefined || limitValue(text) === value ? [] : [[name, text]];
    }),
  );
}

/** The number of a text, grouped by commas or not; NaN where it is none. */
export function limitValue(text: string): number {
  const plain = text.trim().replaceAll(',', '').replace(MINUS, '-');
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}

/** Every limit with what is written over it, and what is wrong with that: its own value, or that it contradicts another. */
export function rowsOf(draft: LimitDraft): readonly LimitRow[] {
  const { view, texts, refused } = draft;
  const contradictions = contradictionsOf(draft);
  return view.limits.map((limit) => {
    const { name } = limit;
    const written = texts[name];
    const value = written === undefined ? limit.value : limitValue(written);
    const own = written === undefined ? null : limitProblem(name, value);
    const problem = refused[name] ?? own ?? contradictions[name] ?? null;
    return {
      limit,
      text: written ?? String(limit.value),
      value,
      isEdited: written !== undefined,
      when: written === undefined || own !== null ? null : loosens(name, limit.value, value) ? 'next' : 'now',
      problem: problem === null ? null : capital(problem),
    };
  });
}

/** What a save would ask for. */
export function changesOf({ texts }: LimitDraft): LimitChanges {
  return LIMIT_NAMES.flatMap((name) => {
    const text = texts[name];
    return text === undefined ? [] : [{ name, value: limitValue(text) }];
  });
}

/** Each at those of its two limits that are written over. */
function contradictionsOf(draft: LimitDraft): LimitProblems {
  const { view } = draft;
  const changes = changesOf(draft).filter(({ name, value }) => limitProblem(name, value) === null);
  if (changes.length === 0) return {};
  const limits = new Map(view.limits.map((limit) => [limit.name, limit]));
  const standings = standingsFrom((name) => {
    const { value, pending } = limits.get(name) ?? { value: LIMITS[name].initial, pending: null };
    return { value, pending: pending === null ? null : { value: pending, from: view.session } };
  });
  const { problems } = changeLimits(standings, changes, view.session);
  const isChanged = (name: LimitName): boolean => changes.some((change) => change.name === name);
  return Object.fromEntries(
    (problems ?? []).flatMap(({ name, other, message }) => {
      const written = [name, other ?? name].filter(isChanged);
      return (written.length === 0 ? [name] : written).map((place) => [place, message]);
    }),
  );
}

/** Rows that have all words of the filter, and those that are written over or wrong, whatever it is. */
export function shownRows(rows: readonly LimitRow[], filter: string): readonly LimitRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return rows.filter(({ limit, isEdited, problem }) => {
    const text = `${limit.title} ${limit.what} ${limit.name} ${GROUP_TITLES[limit.group]}`.toLowerCase();
    return isEdited || problem !== null || words.every((word) => text.includes(word));
  });
}

/** Where a refusal belongs: at the limits it names, or with the panel where it names none. `asked` is the limit of a call that knows no other. */
export function problemsOfRefusal(failure: unknown, asked: LimitName | null = null): { readonly problems: LimitProblems; readonly text: string | null } {
  const message = failure instanceof Error ? failure.message : String(failure);
  if (!(failure instanceof ContractFailure)) return { problems: {}, text: message };
  const named = [...message.matchAll(/(?:^|; )changes\.(\w+): (.*?)(?=; changes\.|$)/g)].flatMap(([, name = '', problem = '']) => (isLimitName(name) ? [[name, problem] as const] : []));
  if (named.length > 0) return { problems: Object.fromEntries(named), text: null };
  if (asked !== null && failure.field === 'name') return { problems: { [asked]: message.replace(/^name: /, '') }, text: null };
  return { problems: {}, text: message };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
