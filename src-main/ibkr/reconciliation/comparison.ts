import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Difference, Reconciliation } from '../../../src-core/contract/broker.ts';
import type { InstrumentSymbol, Underlying } from '../../../src-core/instruments/instrument.ts';
import { subtract, ZERO, type Money } from '../../../src-core/money.ts';
import type { Clock, IsoDate } from '../../../src-core/time.ts';
import type { OrderManager } from '../../trading/order-manager.ts';
import type { BrokerRecords, ExecutionRecord } from '../broker-records.ts';
import type { ContractBook } from '../contract-book.ts';
import { BrokerCharges } from '../orders/broker-charges.ts';
import { executionIdentity } from '../orders/execution-assembler.ts';
import type { IbkrBroker } from '../orders/ibkr-broker.ts';
import type { SettledOrders } from '../orders/records-settlement.ts';
import { instrumentText, recordText } from '../orders/resting-orders.ts';
import { AccountValues } from './account-values.ts';
import type { BrokerJournal, StandingDifferences } from './broker-journal.ts';
import { cashDelta, cashFindings, currencyFindings } from './cash-differences.ts';
import { type FoundElsewhere, ordersElsewhere } from './elsewhere-orders.ts';
import type { ExecutionLog } from './execution-log.ts';
import { expiryFindings } from './expiry-outcomes.ts';
import type { Finding, Remedy } from './findings.ts';
import { modelledPositions, positionFindings, unmodelledFindings } from './position-differences.ts';
import { differenceBy } from './rules.ts';

export type ComparedOrders = Pick<OrderManager, 'book' | 'order' | 'orders' | 'history' | 'pending' | 'brokerBooks' | 'charged'>;

export interface ComparisonParts {
  readonly orders: ComparedOrders;
  readonly broker: Pick<IbkrBroker, 'settleWith' | 'takeOver' | 'unreportedCharges'>;
  readonly contracts: Pick<ContractBook, 'learn' | 'symbolOf'>;
  readonly journal: Pick<BrokerJournal, 'executionsSince'>;
  readonly log: Pick<ExecutionLog, 'stand' | 'flush'>;
  /** The session's. */
  readonly clock: Clock;
  /** By which options of a date are exercised by themselves; null where that is not known. */
  readonly referenceOf: (underlying: Underlying, date: IsoDate) => Money | null;
}

/** Under which a comparison is made. */
export interface ComparisonTerms {
  /** The comparison's own. */
  readonly id: string;
  /** What was known to differ before. */
  readonly standing: StandingDifferences;
  /** The account was never compared before: the books begin with what the broker has. */
  readonly isFirst: boolean;
}

/** What came of comparing: the findings so far, also where it ended early. */
export interface Comparison {
  compared: Reconciliation['compared'];
  readonly findings: Finding[];
}

/** Books what settles a difference. `id` is that of the booking. */
export async function applyRemedy({ brokerBooks }: Pick<OrderManager, 'brokerBooks'>, id: string, remedy: Remedy): Promise<void> {
  switch (remedy.kind) {
    case 'expiry':
      return brokerBooks.bookExpiry(remedy.expiry, remedy.outcomes);
    case 'take_over':
      return brokerBooks.takeOver(id, remedy.unexplained);
    case 'adjust_cash':
      return brokerBooks.adjustCash(id, remedy.amount);
    case 'open':
      return brokerBooks.open(remedy.cash);
  }
}

/**
 * Sets the books by the broker's records, in this order: executions and orders of ours, what was made elsewhere, options
 * that expired, positions, cash. Each step is in the books before the next is compared. Doing it again finds nothing new.
 * `into` is filled as it goes.
 */
export async function compare(parts: ComparisonParts, read: BrokerRecords, { id, standing, isFirst }: ComparisonTerms, into: Comparison): Promise<void> {
  const { broker, clock, contracts, log, orders } = parts;
  const { findings } = into;
  const records = { ...read, executions: await bookable(parts, read, isFirst, findings) };

  let settled = broker.settleWith(records);
  take(into, settled, read);
  await orders.pending();
  const elsewhere = ordersElsewhere(settled, { account: read.account, contracts, now: clock.now() });
  let adopted = 0;
  for (const found of elsewhere) {
    // One that was over before this start is in the books already: the broker's side of it is followed again.
    const known = found.order === null ? undefined : orders.order(found.order.id);
    if (found.order !== null) {
      broker.takeOver(known ?? (await orders.brokerBooks.adopt(found.order)));
      adopted += 1;
    }
    if (known === undefined) findings.push(elsewhereFinding(found, contracts));
  }
  if (adopted > 0) {
    settled = broker.settleWith(records);
    take(into, settled, read);
    await orders.pending();
  }
  tellLateCharges(parts, records, new AccountValues(read.values));
  keepStandings(parts, records, settled);
  findings.push(...looseFindings(settled));
  await orders.pending();
  // What was in doubt, and is as the books had it.
  const differing = findings.filter(({ difference: { id: of, kind, outcome, books } }) => kind !== 'order_not_at_broker' || outcome !== 'settled' || orders.order(of.slice(kind.length + 1))?.state !== books);
  findings.splice(0, findings.length, ...differing);

  const values = new AccountValues(read.values);
  const { modelled, others } = modelledPositions(read.positions, contracts);
  const settle = async (found: readonly Finding[]): Promise<void> => {
    for (const finding of found) {
      const { difference, remedy } = finding;
      if (difference.outcome === 'settled' && remedy !== null) await applyRemedy(orders, `${id}:${difference.id}`, remedy);
      findings.push(finding);
    }
  };
  const delta = cashDelta(orders.book.cash, values);
  const expiry = expiryFindings({
    book: orders.book,
    broker: modelled,
    standingUnits: (symbol: InstrumentSymbol) => standing.positions[symbol] ?? 0,
    cashDelta: delta === null ? null : subtract(delta, standing.cash),
    referenceOf: parts.referenceOf,
    now: read.to,
    today: dateInNewYork(read.to),
  });
  await settle(expiry.findings);
  await settle(positionFindings({ book: orders.book, broker: modelled, standing, unsettled: expiry.unsettled, isFirst }));
  await settle(unmodelledFindings(others));
  const times = read.executions.map(({ execution }) => execution.time);
  await settle(
    cashFindings({
      cash: orders.book.cash,
      values,
      standing,
      isFirst: isFirst && !orders.brokerBooks.isOpened,
      unreported: Math.max(broker.unreportedCharges, orders.brokerBooks.charges().unreported),
      unsettled: expiry.findings.filter(({ difference }) => difference.outcome !== 'settled').length,
      lastExecution: times.length === 0 ? null : Math.max(...times),
      now: read.to,
    }),
  );
  await settle(currencyFindings(values));
  const symbols = new Set<string>([...orders.book.holdings().map(({ symbol }) => symbol), ...read.positions.map(({ contract }) => contracts.learn(contract) ?? `number ${contract.conId}`)]);
  into.compared = { ...into.compared, positions: symbols.size };
  await log.flush();
}

/** What is known to differ once these were found. */
export function standingAfter(differences: readonly Difference[], findings: readonly Finding[]): StandingDifferences {
  const remedies = new Map(findings.map(({ difference, remedy }) => [difference.id, remedy]));
  const positions: Record<string, number> = {};
  let cash = ZERO;
  for (const { id, outcome } of differences) {
    const remedy = remedies.get(id);
    if (outcome !== 'open' && outcome !== 'left') continue;
    if (remedy?.kind === 'take_over') positions[remedy.unexplained.symbol] = remedy.unexplained.units;
    if (remedy?.kind === 'adjust_cash') cash = remedy.amount;
  }
  return { positions, cash, left: differences.flatMap(({ id, outcome }) => (outcome === 'left' && remedies.get(id) ? [id] : [])) };
}

/** The executions that may be booked: not those from before the books began, nor those of orders that earlier sessions booked. */
async function bookable({ journal, log, orders }: ComparisonParts, read: BrokerRecords, isFirst: boolean, findings: Finding[]): Promise<readonly ExecutionRecord[]> {
  const [first] = read.executions;
  if (first === undefined) return [];
  if (isFirst) {
    const working = new Set(read.openOrders.map(({ permId }) => permId));
    const before = read.executions.filter(({ execution }) => !working.has(execution.permId));
    for (const record of before) log.stand(record, 'before');
    // On disk before anything makes this comparison the second.
    await log.flush();
    if (before.length > 0) {
      findings.push({ difference: differenceBy('before', { id: 'before', subject: `${before.length} ${before.length === 1 ? 'execution' : 'executions'}`, books: 'nothing', broker: 'executed', explanation: 'They were made before this terminal knew of the account.' }), remedy: null });
    }
    return read.executions.filter((record) => !before.includes(record));
  }
  const known = new Map((await journal.executionsSince(first.execution.time)).map((execution) => [executionIdentity(execution.id).base, execution]));
  return read.executions.filter(({ execution }) => {
    const kept = known.get(executionIdentity(execution.id).base);
    if (kept?.standing === 'before') return false;
    return kept?.standing !== 'order' || kept.orderId === null || orders.order(kept.orderId) !== undefined;
  });
}

function take(into: Comparison, { compared, differences }: SettledOrders, read: BrokerRecords): void {
  into.compared = { orders: Math.max(into.compared.orders, compared.orders), executions: read.executions.length, positions: into.compared.positions };
  for (const { orderId, sequence, kind, ...said } of differences) {
    const difference: Difference = { id: `${kind}:${orderId}`, kind, subject: `order ${sequence}`, ...said, choices: [] };
    const at = into.findings.findIndex((known) => known.difference.id === difference.id);
    if (at < 0) into.findings.push({ difference, remedy: null });
    else into.findings[at] = { difference, remedy: null };
  }
}

function elsewhereFinding({ permId, record, executions, isOpen, order }: FoundElsewhere, contracts: ComparisonParts['contracts']): Finding {
  const [first] = executions;
  const text = record === null ? `${first?.execution.side === 'sell' ? 'sell' : 'buy'} of ${first?.contract.localSymbol.replaceAll(/\s+/g, ' ') ?? 'something'}` : recordText(record, contracts);
  const there = isOpen ? (executions.length === 0 ? 'works' : `works, with ${counted(executions.length)} of its legs`) : `over, with ${counted(executions.length)} of its legs`;
  const said = { id: `elsewhere:${permId}`, subject: text, books: 'nothing', broker: there };
  if (order === null) return { difference: differenceBy('order_not_modelled', { ...said, explanation: 'It was made elsewhere in the account, and is none that can be made here.' }), remedy: null };
  return { difference: differenceBy('adopted', { ...said, explanation: 'It was made elsewhere in the account: in TWS, on another device or by another program.' }), remedy: null };
}

function counted(executions: number): string {
  return `${executions} ${executions === 1 ? 'execution' : 'executions'}`;
}

function looseFindings({ loose, revived }: SettledOrders): readonly Finding[] {
  return [
    ...loose.map(({ order, legs }): Finding => ({
      difference: differenceBy('loose_legs', {
        id: `loose:${order.id}`,
        subject: `order ${order.sequence}`,
        books: `${order.filledQuantity} packages`,
        broker: legs.map(({ symbol, side, quantity }) => `${side === 'buy' ? 'bought' : 'sold'} ${quantity} of ${instrumentText(symbol)} beside them`).join(', '),
        explanation: 'The order is over, and these executions make no whole package of its legs.',
      }),
      remedy: null,
    })),
    ...revived.map(({ order, record }): Finding => ({
      difference: differenceBy('revived', { id: `revived:${order.id}`, subject: `order ${order.sequence}`, books: order.state, broker: record.state.status, explanation: 'The broker works an order that it said was over, or that was given up here.', choices: ['leave'] }),
      remedy: null,
    })),
  ];
}

/** Charges of executions whose orders were over before this start: the broker's side of them is not followed any more. */
function tellLateCharges({ clock, orders }: ComparisonParts, { executions }: BrokerRecords, values: AccountValues): void {
  const units = new Map(executions.map(({ execution }) => [executionIdentity(execution.id).base, execution.quantity]));
  const charges = new BrokerCharges({
    clock,
    rateOf: (currency) => values.rateOf(currency),
    charge: (charge) => {
      if (!orders.brokerBooks.isCharged(charge.executionId)) orders.charged(charge);
    },
  });
  for (const { id } of orders.orders()) {
    for (const { event } of orders.history(id)) {
      if (event.type !== 'filled' || event.execution.evidence.rule !== 'broker') continue;
      charges.made(id, event.execution.id, event.execution.evidence.executions, (part) => units.get(executionIdentity(part).base) ?? null);
    }
  }
  for (const { execution, charge } of executions) if (charge !== null) charges.heard(execution.id, charge.commission, charge.currency);
}

function keepStandings({ contracts, log }: ComparisonParts, { executions }: BrokerRecords, { executionsElsewhere, loose }: SettledOrders): void {
  const elsewhere = new Set(executionsElsewhere.map(({ execution }) => execution.id));
  const unpaired = new Set(loose.flatMap(({ legs }) => legs.flatMap(({ ids }) => ids)));
  for (const record of executions) {
    if (record.contract.secType === 'BAG') continue;
    const { id } = record.execution;
    log.stand(record, contracts.learn(record.contract) === null ? 'not_modelled' : elsewhere.has(id) || unpaired.has(id) ? 'loose' : 'order');
  }
}
