import { type InstrumentSymbol, multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Book } from '../../../src-core/ledger/book.ts';
import { formatMoney, fromDollars, ZERO } from '../../../src-core/money.ts';
import type { PositionRecord } from '../broker-records.ts';
import type { ContractBook } from '../contract-book.ts';
import { instrumentText } from '../orders/resting-orders.ts';
import type { StandingDifferences } from './broker-journal.ts';
import { type BrokerUnits, type Finding, unitsText } from './findings.ts';
import { differenceBy } from './rules.ts';

/** The broker's positions in what is modelled here, by instrument, and the others. */
export function modelledPositions(positions: readonly PositionRecord[], contracts: Pick<ContractBook, 'learn'>): { readonly modelled: BrokerUnits; readonly others: readonly PositionRecord[] } {
  const modelled = new Map<InstrumentSymbol, { units: number; price: ReturnType<typeof fromDollars> }>();
  const others: PositionRecord[] = [];
  for (const position of positions) {
    const symbol = contracts.learn(position.contract);
    if (symbol === null || !Number.isSafeInteger(position.quantity)) others.push(position);
    else modelled.set(symbol, { units: position.quantity, price: fromDollars(position.averageCost / multiplier(parseSymbol(symbol))) });
  }
  return { modelled, others };
}

export interface PositionFacts {
  readonly book: Pick<Book, 'holdings' | 'quantityOf'>;
  readonly broker: BrokerUnits;
  readonly standing: StandingDifferences;
  /** Not compared. */
  readonly unsettled: ReadonlySet<InstrumentSymbol>;
  /** The account was never compared before and nothing was ever booked. */
  readonly isFirst: boolean;
}

/** Units that the broker has more or less than the books. Each has its own id by how many they are: what is left so stays left. */
export function positionFindings({ book, broker, standing, unsettled, isFirst }: PositionFacts): readonly Finding[] {
  const symbols = new Set([...book.holdings().map(({ symbol }) => symbol), ...broker.keys()]);
  return [...symbols].sort().flatMap((symbol): readonly Finding[] => {
    const there = broker.get(symbol);
    const here = book.quantityOf(symbol);
    const units = (there?.units ?? 0) - here;
    if (units === 0 || unsettled.has(symbol)) return [];
    const price = there?.price ?? ZERO;
    const id = `position:${symbol}:${units}`;
    const isLeft = standing.left.includes(id);
    const said = {
      id,
      subject: instrumentText(symbol),
      books: unitsText(here),
      broker: there === undefined ? 'nothing' : `${unitsText(there.units)} at ${formatMoney(price, 4)} a share on average`,
    };
    const explanation = isFirst
      ? 'It was held before this terminal knew of the account.'
      : isLeft
        ? 'It was left so before.'
        : 'No execution that the broker told of explains it: it was transferred, traded longer ago than the gateway keeps, or made by a corporate action.';
    return [{ difference: differenceBy(isFirst ? 'position_opening' : 'position', { ...said, explanation, isLeft, choices: isFirst ? [] : isLeft ? ['take_over'] : ['take_over', 'leave'] }), remedy: { kind: 'take_over', unexplained: { symbol, units, price } } }];
  });
}

/** Positions in what this program does not model. */
export function unmodelledFindings(others: readonly PositionRecord[]): readonly Finding[] {
  return others.map(({ contract, quantity, averageCost }) => ({
    difference: differenceBy('position_not_modelled', {
      id: `not_modelled:${contract.conId}`,
      subject: contract.localSymbol === '' ? `${contract.symbol} ${contract.secType}` : contract.localSymbol.replaceAll(/\s+/g, ' '),
      books: 'nothing',
      broker: `${unitsText(quantity)} at ${averageCost.toFixed(2)} ${contract.currency} a unit on average`,
      explanation: `${contract.symbol} ${contract.secType} is no instrument that is traded here.`,
    }),
    remedy: null,
  }));
}
