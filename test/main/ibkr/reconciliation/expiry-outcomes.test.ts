import { describe, expect, test } from 'vitest';
import { type InstrumentSymbol, parseSymbol } from '../../../../src-core/instruments/instrument.ts';
import { Book } from '../../../../src-core/ledger/book.ts';
import { expiryTransactions } from '../../../../src-core/ledger/expiry.ts';
import { takeOver } from '../../../../src-core/ledger/taken-over.ts';
import { fromDollars, type Money } from '../../../../src-core/money.ts';
import { sessionOn } from '../../../../src-core/calendar/exchange-calendar.ts';
import { HOUR } from '../../../../src-core/time.ts';
import { expiryFindings } from '../../../../src-main/ibkr/reconciliation/expiry-outcomes.ts';
import { SHARES, spy, TODAY, TOMORROW } from './desk-world.ts';

interface Case {
  /** Contracts in the books, by trade. */
  readonly held: readonly (readonly [symbol: InstrumentSymbol, units: number, trade?: string])[];
  readonly shares: number;
  readonly cash?: number | null;
  readonly reference?: number | null;
  readonly still?: readonly InstrumentSymbol[];
  readonly sameDay?: boolean;
}

function found({ held, shares, cash = null, reference = null, still = [], sameDay = false }: Case) {
  const book = new Book();
  held.forEach(([symbol, units, trade = 'one'], index) => {
    const { opened } = takeOver(new Book(), { symbol, units, price: fromDollars(1) }, { id: `${index}`, tradeId: trade, time: index });
    if (opened !== null) book.post(opened);
  });
  const { findings, unsettled } = expiryFindings({
    book,
    broker: new Map([[SHARES, { units: shares, price: fromDollars(600) }], ...still.map((symbol) => [symbol, { units: book.quantityOf(symbol), price: fromDollars(1) }] as const)]),
    standingUnits: () => 0,
    cashDelta: cash === null ? null : fromDollars(cash),
    referenceOf: () => (reference === null ? null : fromDollars(reference)) as Money | null,
    now: (sessionOn(TODAY)?.lastTrade ?? 0) + (sameDay ? HOUR : 16 * HOUR),
    today: sameDay ? TODAY : TOMORROW,
  });
  const settled = findings.flatMap(({ difference, remedy }) => (difference.outcome === 'settled' && remedy?.kind === 'expiry' ? remedy.outcomes : []));
  for (const transaction of expiryTransactions(book, settled, 9)) book.post(transaction);
  return {
    exercised: settled.map(({ symbol, exercised, tradeId }) => [shortOf(symbol), tradeId, exercised]),
    outcomes: findings.map(({ difference }) => difference.outcome),
    shares: book.quantityOf(SHARES),
    unsettled: [...unsettled].map(shortOf),
  };
}

function shortOf(symbol: InstrumentSymbol): string {
  const instrument = parseSymbol(symbol);
  return instrument.kind === 'shares' ? 'shares' : `${instrument.strike / 10_000}${instrument.right === 'call' ? 'C' : 'P'}`;
}

const [P600, P595, P599, C600] = [spy('put', 600), spy('put', 595), spy('put', 599), spy('call', 600)];

describe('what became of options that expired', () => {
  test('a spread wholly in the money left no shares, and is told from one that lapsed by its cash or the reference price', () => {
    const held = [[P600, -1], [P595, 1]] as const;
    expect(found({ held, shares: 0, reference: 590 })).toMatchObject({ exercised: [['600P', 'one', 1], ['595P', 'one', 1]], shares: 0 });
    expect(found({ held, shares: 0, reference: 610 })).toMatchObject({ exercised: [['600P', 'one', 0], ['595P', 'one', 0]] });
    // Nobody knows the price, and the cash says it: shares bought at 600 and sold at 595.
    expect(found({ held, shares: 0, cash: -500 })).toMatchObject({ exercised: [['600P', 'one', 1], ['595P', 'one', 1]] });
    expect(found({ held, shares: 0 })).toMatchObject({ outcomes: ['open', 'open'], unsettled: ['600P', '595P', 'shares'] });
  });

  test('contracts are assigned in part, and two strikes that give the same shares are told apart by the cash alone', () => {
    expect(found({ held: [[P600, -3]], shares: 100, reference: 600 })).toMatchObject({ exercised: [['600P', 'one', 1]], outcomes: ['settled'], shares: 100 });
    const held = [[P600, -1], [P599, -1]] as const;
    expect(found({ held, shares: 100, reference: 599.5 })).toMatchObject({ exercised: [['600P', 'one', 1], ['599P', 'one', 0]] });
    expect(found({ held, shares: 100, cash: -59_900, reference: 599.5 })).toMatchObject({ exercised: [['600P', 'one', 0], ['599P', 'one', 1]] });
    expect(found({ held, shares: 100, reference: 601 })).toMatchObject({ outcomes: ['open', 'open'] });
  });

  test('what two trades held against each other never was at the broker, and goes by the reference price', () => {
    const held = [[C600, 2, 'one'], [C600, -1, 'two']] as const;
    expect(found({ held, shares: 100, reference: 605 })).toMatchObject({ exercised: [['600C', 'one', 2], ['600C', 'two', 1]], shares: 100 });
    expect(found({ held, shares: 0, reference: 595 })).toMatchObject({ exercised: [['600C', 'one', 0], ['600C', 'two', 0]], shares: 0 });
  });

  test('nothing is concluded while it is at the broker still, nor on the same day against the reference price', () => {
    expect(found({ held: [[P600, -1]], shares: 0, reference: 590, still: [P600] })).toMatchObject({ outcomes: ['doubt'], unsettled: ['600P'] });
    expect(found({ held: [[P600, -1]], shares: 0, reference: 590, sameDay: true })).toMatchObject({ outcomes: ['doubt'], unsettled: ['600P', 'shares'] });
    expect(found({ held: [[P600, -1]], shares: 0, reference: 610, sameDay: true })).toMatchObject({ outcomes: ['settled'] });
  });
});
