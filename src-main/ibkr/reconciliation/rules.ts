import type { Difference, DifferenceKind } from '../../../src-core/contract/broker.ts';

interface Rule {
  readonly kind: DifferenceKind;
  /** What is found. */
  readonly finds: string;
  /** What is done about it, as it is said with each difference. */
  readonly rule: string;
  readonly outcome: Difference['outcome'];
}

/** How each difference between the broker's records and the books is settled. Those of orders of this terminal's own stand beside what settles them, in orders/records-settlement.ts. */
export const RULES = {
  adopted: {
    kind: 'order_not_in_books',
    finds: 'An order that was made elsewhere in the account, on instruments that are traded here, and works or was filled.',
    rule: 'It is taken into the books and marked. It went past the checks here: its risk is counted from now on.',
    outcome: 'settled',
  },
  revived: {
    kind: 'order_not_in_books',
    finds: 'An order of ours that is over in the books and works at the broker.',
    rule: 'Nothing is done by itself: cancel it at the broker, or every order of the account.',
    outcome: 'open',
  },
  order_not_modelled: {
    kind: 'not_modelled',
    finds: 'An order made elsewhere of a kind, or on instruments, that this terminal does not model.',
    rule: 'It is left alone. What it does to positions and cash is listed when it has.',
    outcome: 'left',
  },
  loose_legs: {
    kind: 'loose_legs',
    finds: 'Executions of an order that is over, whose legs make no whole packages.',
    rule: 'They are kept out of the trade: the position and the cash that they make are differences of their own.',
    outcome: 'left',
  },
  corrected: {
    kind: 'execution_missed',
    finds: 'An execution that the broker changed after it was booked.',
    rule: 'The books stay as they are: the cash that it makes is a difference of its own.',
    outcome: 'left',
  },
  before: {
    kind: 'execution_missed',
    finds: 'Executions of orders that were over before the account was first compared.',
    rule: 'They are not booked: what they made is in the positions and the cash that the books begin with.',
    outcome: 'left',
  },
  expiry_settled: {
    kind: 'expiry',
    finds: 'An option that expired and is gone at the broker; the shares that came or went say what became of it.',
    rule: 'Exercise, assignment and lapse are booked as the shares at the broker say, shares at the strike.',
    outcome: 'settled',
  },
  expiry_waits: {
    kind: 'expiry',
    finds: 'An option that expired and is at the broker still, or went against the reference price on the same day.',
    rule: 'The broker settles overnight: it is held in the books until its records say what became of it.',
    outcome: 'doubt',
  },
  expiry_unclear: {
    kind: 'expiry',
    finds: 'An option that expired and is gone, where several outcomes or none fit the shares and the cash.',
    rule: 'A person decides. Taken over, it is booked by the reference price; what is left then is a difference of its own.',
    outcome: 'open',
  },
  position_opening: {
    kind: 'position',
    finds: 'A position of an account that is compared for the first time.',
    rule: 'It is taken over at the broker’s average cost: the books begin with it.',
    outcome: 'settled',
  },
  position: {
    kind: 'position',
    finds: 'Units that the broker has more or less, and no execution explains.',
    rule: 'A person decides. Taken over, what came is held at the broker’s average cost and what went leaves at its own: no result either way.',
    outcome: 'open',
  },
  position_not_modelled: {
    kind: 'not_modelled',
    finds: 'A position in an instrument that this terminal does not model.',
    rule: 'It is listed, and left alone. It counts in no figure here.',
    outcome: 'left',
  },
  cash_opening: {
    kind: 'cash',
    finds: 'The cash of an account that is compared for the first time.',
    rule: 'It is booked as paid in.',
    outcome: 'settled',
  },
  cash_waits: {
    kind: 'cash',
    finds: 'Cash that differs while charges are not reported, options are not settled, or an execution is so new that the broker’s cash may be older.',
    rule: 'It is compared again with the next comparison.',
    outcome: 'doubt',
  },
  cash: {
    kind: 'cash',
    finds: 'Cash that differs by more than a cent: interest, dividends, fees, a transfer, or what the differences of positions made.',
    rule: 'A person decides. Taken over, it is booked as paid in or out: it is no result of trading.',
    outcome: 'open',
  },
  cash_unknown: {
    kind: 'cash',
    finds: 'The broker’s records name no cash in dollars.',
    rule: 'It is compared again with the next comparison.',
    outcome: 'doubt',
  },
  currency: {
    kind: 'currency',
    finds: 'Cash in another currency.',
    rule: 'It is listed with what it is worth, and is in no figure here: the books are in dollars.',
    outcome: 'left',
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;

/** A difference found by a rule. `left`: a person has left it so before. */
export function differenceBy(name: RuleName, found: Pick<Difference, 'id' | 'subject' | 'books' | 'broker' | 'explanation'> & { readonly choices?: Difference['choices']; readonly isLeft?: boolean }): Difference {
  const { kind, rule, outcome } = RULES[name];
  const { id, subject, books, broker, explanation, isLeft = false } = found;
  return { id, kind, subject, books, broker, explanation, rule, outcome: isLeft ? 'left' : outcome, choices: found.choices ?? (outcome === 'open' ? ['take_over', 'leave'] : []) };
}
