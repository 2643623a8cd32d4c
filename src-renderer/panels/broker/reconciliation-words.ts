import type { Difference, DifferenceChoice, DifferenceKind, Reconciliation } from '../../../src-core/contract/broker.ts';
import { formatAge, formatCount } from '../../design/format.ts';
import type { StateMark, Tone } from '../../design/server-words.ts';

export const CAUSE_WORDS: Readonly<Record<Reconciliation['cause'], string>> = {
  start: 'as the terminal started',
  connected: 'as the gateway was reached',
  asked: 'because it was asked for',
  woke: 'as the machine woke up',
};

export const KIND_WORDS: Readonly<Record<DifferenceKind, string>> = {
  order_not_at_broker: 'Order not at the broker',
  order_not_in_books: 'Order not in the books',
  order_terms: 'Terms of an order',
  execution_missed: 'Execution not heard of',
  loose_legs: 'Legs without their package',
  expiry: 'What expiry left',
  position: 'Position',
  cash: 'Cash',
  currency: 'Other currency',
  not_modelled: 'Not kept by these books',
};

export const OUTCOME_MARKS: Readonly<Record<Difference['outcome'], StateMark>> = {
  settled: { tone: 'good', sign: '✓', word: 'settled' },
  doubt: { tone: 'warning', sign: '?', word: 'in doubt' },
  open: { tone: 'bad', sign: '!', word: 'you decide' },
  left: { tone: 'warning', sign: '≠', word: 'left so' },
};

/** What needs a person first, then what is not settled. */
export function differencesInOrder(differences: readonly Difference[]): readonly Difference[] {
  const rank: Record<Difference['outcome'], number> = { open: 0, doubt: 1, left: 2, settled: 3 };
  return [...differences].sort((left, right) => rank[left.outcome] - rank[right.outcome]);
}

export interface ReconciliationWords {
  /** null where there is nothing to judge yet. */
  readonly tone: Tone | null;
  readonly sign: string;
  readonly head: string;
  /** What was compared, or why nothing could be. */
  readonly detail: string;
}

/** How the newest comparison stands. `when` is its time as it is to be read. */
export function reconciliationWords(reconciliation: Reconciliation | null, when: string, now: number): ReconciliationWords {
  if (reconciliation === null) return { tone: null, sign: '○', head: 'Not compared yet.', detail: 'The broker’s records are compared with the books at each connect, and whenever it is asked for.' };
  const { began, ended, cause, failure, differences } = reconciliation;
  if (ended === null) return { tone: 'warning', sign: '…', head: `Comparing for ${formatAge(Math.max(0, now - began))}, ${CAUSE_WORDS[cause]}.`, detail: 'Nothing new is sent before it is done.' };
  if (failure !== null) return { tone: 'bad', sign: '✗', head: `Could not be compared at ${when}, ${CAUSE_WORDS[cause]}.`, detail: failure };
  const detail = comparedWords(reconciliation.compared);
  if (differences.length === 0) return { tone: 'good', sign: '✓', head: `Books and broker agree, compared at ${when}, ${CAUSE_WORDS[cause]}.`, detail };
  const open = differences.filter(({ outcome }) => outcome === 'open').length;
  const doubt = differences.filter(({ outcome }) => outcome === 'doubt').length;
  const left = differences.filter(({ outcome }) => outcome === 'left').length;
  const settled = differences.length - open - doubt - left;
  const parts = [
    ...(open === 0 ? [] : [open === 1 ? '1 waits for you' : `${open} wait for you`]),
    ...(doubt === 0 ? [] : [`${doubt} in doubt`]),
    ...(left === 0 ? [] : [`${left} left so`]),
    ...(settled === 0 ? [] : [`${settled} settled`]),
  ];
  const tone = open > 0 ? 'bad' : doubt > 0 || left > 0 ? 'warning' : 'good';
  const sign = open > 0 ? '!' : doubt > 0 || left > 0 ? '△' : '✓';
  return { tone, sign, head: `${differences.length === 1 ? '1 difference' : `${differences.length} differences`} at ${when}, ${CAUSE_WORDS[cause]}: ${parts.join(', ')}.`, detail };
}

/** "Compared: 3 orders, 12 executions, 4 positions." */
export function comparedWords({ orders, executions, positions }: Reconciliation['compared']): string {
  return `Compared: ${counted(orders, 'order')}, ${counted(executions, 'execution')}, ${counted(positions, 'position')}.`;
}

export const CHOICE_NAMES: Readonly<Record<DifferenceChoice, string>> = { take_over: 'Take over', leave: 'Leave' };

/** What a choice does to the books, said before it is made. Neither sends anything to the broker. */
export function choiceWords(choice: DifferenceChoice, { kind, books, broker, subject }: Pick<Difference, 'kind' | 'books' | 'broker' | 'subject'>): string {
  switch (choice) {
    case 'leave':
      return `Nothing is booked: the books keep “${books}” and the broker “${broker}”. ${leftWords(kind)}`;
    case 'take_over':
      return `${bookedWords(kind, subject, books, broker)} Nothing is sent to the broker, and the entry is marked as taken over.`;
  }
}

function leftWords(kind: DifferenceKind): string {
  const isOrder = kind === 'order_not_in_books' || kind === 'order_not_at_broker' || kind === 'order_terms';
  return isOrder ? 'An order that works at the broker goes on working there.' : 'Orders are checked against books that differ from the broker in this, and each comparison lists it again.';
}

function bookedWords(kind: DifferenceKind, subject: string, books: string, broker: string): string {
  switch (kind) {
    case 'position':
      return `The position of ${subject} becomes “${broker}” in place of “${books}”: what came is held at the broker’s average cost, what went leaves at its own, with no result either way. Margin and the worst case change with it.`;
    case 'cash':
      return `${subject.charAt(0).toUpperCase()}${subject.slice(1)} becomes “${broker}” in place of “${books}”: the difference is booked as paid in or out, and is no result of trading.`;
    case 'expiry':
      return `The expiry of ${subject} is booked by the reference price: exercised, assigned or lapsed by it. The books have “${books}” now and the broker “${broker}”; where they differ after that, it is a difference of its own.`;
    case 'order_not_at_broker':
    case 'order_not_in_books':
    case 'order_terms':
    case 'execution_missed':
    case 'loose_legs':
    case 'currency':
    case 'not_modelled':
      return `The books take ${subject} as the broker has it: “${broker}” in place of “${books}”.`;
  }
}

function counted(count: number, name: string): string {
  return `${formatCount(count)} ${name}${count === 1 ? '' : 's'}`;
}
