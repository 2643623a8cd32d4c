import { dateInNewYork, newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { BrokerView, Difference, DifferenceChoice, MarketDataView, Reconciliation, VendorGreeks, WhatIf } from '../../../src-core/contract/broker.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { OrderRequest } from '../../../src-core/orders/order.ts';
import { type Clock, type EpochMs, SECOND } from '../../../src-core/time.ts';
import type { Pacer } from '../../market-data/session-pump.ts';
import type { BrokerDesk } from '../../trading/broker-desk.ts';
import type { ContractBook } from '../contract-book.ts';
import type { Gateway, GatewayAddress, GatewayMessage, LinkEvent } from '../gateway.ts';
import { gatewayView } from '../gateway-view.ts';
import { executionIdentity } from '../orders/execution-assembler.ts';
import type { IbkrBroker } from '../orders/ibkr-broker.ts';
import type { Foreign } from '../orders/order-room.ts';
import { type AccountBalances, AccountValues, VALUE_NAMES } from './account-values.ts';
import { type BrokerJournal, type KeptReconciliation, NOTHING_STANDS, type StandingDifferences } from './broker-journal.ts';
import { applyRemedy, compare, type Comparison, type ComparisonParts, type ComparedOrders, standingAfter } from './comparison.ts';
import { ExecutionLog } from './execution-log.ts';
import type { Finding } from './findings.ts';
import { readRecords, RecordsUnread } from './records-reader.ts';

export interface IbkrBrokerDeskParts extends Pick<ComparisonParts, 'referenceOf' | 'clock'> {
  readonly gateway: Gateway;
  readonly address: GatewayAddress;
  /** As it is kept here. */
  readonly account: { readonly number: string; readonly kind: 'paper' | 'live' };
  readonly broker: Pick<IbkrBroker, 'settleWith' | 'takeOver' | 'unreportedCharges' | 'resting' | 'cancelEverything' | 'whatIf'>;
  readonly contracts: Pick<ContractBook, 'learn' | 'symbolOf'>;
  readonly orders: ComparedOrders;
  readonly journal: BrokerJournal;
  /** The gateway's feed, where the market is its own. */
  readonly marketData: () => MarketDataView | null;
  readonly vendorGreeks: (underlying: Underlying) => VendorGreeks;
  readonly machine: Clock;
  readonly pacer: Pacer;
  readonly newId: () => string;
  readonly tell: (level: 'info' | 'warning' | 'error', text: string) => void;
  /** Milliseconds in which the records must be read; see records-reader.ts. */
  readonly readLimitMs?: number;
}

/** Waits between tries to compare while the connection stands, milliseconds; the last one from then on. */
const AGAIN_MS = [1, 2, 4, 8, 15, 30, 60].map((seconds) => seconds * SECOND);
/** How long after something was heard of elsewhere it is compared, milliseconds. */
const FOREIGN_MS = 2 * SECOND;

type Cause = Reconciliation['cause'];

/**
 * Interactive Brokers as a person asks it. Compares its records with the books at every connection, and lets nothing new
 * be sent before that is done; what waits for a person's decision is in the newest comparison.
 */
export class IbkrBrokerDesk implements BrokerDesk {
  readonly #parts: IbkrBrokerDeskParts;
  readonly #log: ExecutionLog;
  readonly #listeners = new Set<() => void>();
  readonly #ends: readonly (() => void)[];
  readonly #remedies = new Map<string, Finding>();
  /** Ids of differences that were ever listed since the start. */
  readonly #listed = new Set<string>();
  /** Executions that were compared, without their revisions. */
  readonly #known = new Set<string>();
  #values = new AccountValues();
  #valuesAt: EpochMs | null = null;
  #valuesRequest: number | null = null;
  #newest: Reconciliation | null;
  #standing: StandingDifferences;
  /** The account was compared to its end, in this run of the program or an earlier one. */
  #wasCompared: boolean;
  #running: Promise<Reconciliation> | null = null;
  #isReconciled = false;
  /** Why the last try came to nothing; null where it did not. */
  #problem: string | null = null;
  #tries = 0;
  /** How often the connection, or the gateway's own, was lost. */
  #losses = 0;
  #heardAt: EpochMs | null = null;
  #cancelTimer: (() => void) | null = null;
  readonly #closing = new AbortController();

  private constructor(parts: IbkrBrokerDeskParts, kept: KeptReconciliation | null) {
    this.#parts = parts;
    this.#newest = kept?.reconciliation ?? null;
    this.#standing = kept?.standing ?? NOTHING_STANDS;
    this.#wasCompared = kept !== null;
    const { contracts, gateway, journal, orders, pacer, tell } = parts;
    this.#log = new ExecutionLog({
      journal,
      contracts,
      pacer,
      isOurAccount: (account) => account === this.#account(),
      orderOf: ({ reference, permId }) => orders.order(reference)?.id ?? orders.orders().find(({ brokerOrderId }) => brokerOrderId === `perm:${permId}`)?.id ?? null,
      notice: (text) => tell('warning', text),
    });
    this.#ends = [gateway.onMessage((message) => this.#hear(message)), gateway.onEvent((event) => this.#turn(event))];
  }

  /** Reads the newest comparison, and compares as soon as the gateway is there. Rejects where the store cannot be read. */
  static async start(parts: IbkrBrokerDeskParts): Promise<IbkrBrokerDesk> {
    const desk = new IbkrBrokerDesk(parts, await parts.journal.newestReconciliation());
    if (parts.gateway.state.kind === 'up') desk.#begin('start');
    return desk;
  }

  /** Why nothing new may be sent, as a sentence; null while it may. */
  ban(): string | null {
    const { state } = this.#parts.gateway;
    const rest = this.#restText();
    if (state.kind !== 'up') return `the gateway is not connected: ${rest}`;
    if (state.servers === 'lost') return `the gateway has lost the broker’s servers: ${rest}`;
    if (this.#running !== null) return 'the broker’s records are being compared with the books';
    if (this.#isReconciled) return null;
    return this.#problem === null ? 'the broker’s records were not compared with the books yet' : `the broker’s records could not be compared with the books: ${this.#problem}`;
  }

  view(): BrokerView {
    const { account, address, broker, gateway, marketData, orders } = this.#parts;
    const { currency, isEmpty } = this.#values;
    return {
      broker: 'ibkr',
      account: { ...account, currency, values: isEmpty ? [] : [...this.#values.shown()], valuesAt: this.#valuesAt },
      gateway: gatewayView(gateway, address),
      data: marketData(),
      orders: { ban: this.ban(), resting: [...broker.resting()], asOf: this.#isReconciled && gateway.state.kind === 'up' ? this.#parts.machine.now() : this.#heardAt },
      reconciliation: this.#newest,
      charges: { ...orders.brokerBooks.charges() },
    };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The account's totals in dollars as the broker has them; null before it said any. */
  balances(): AccountBalances | null {
    return this.#values.balances();
  }

  /** The account's own currency; null while it is not known. */
  currency(): string | null {
    return this.#values.currency;
  }

  /** Dollars for one unit of a currency; null while that is not known. */
  rateOf(currency: string): number | null {
    return this.#values.rateOf(currency);
  }

  /** What the broker has and no order of the books explains, as it is heard: it is compared soon. */
  foreign(foreign: Foreign): void {
    const { tell, pacer } = this.#parts;
    if (foreign.type === 'corrected') tell('warning', `the broker changed an execution after it was booked (${foreign.record.execution.id}): the books stay as they are, and cash is compared`);
    if (this.#running !== null || !this.#isReconciled || this.#cancelTimer !== null) return;
    if (foreign.type === 'execution' && this.#known.has(executionIdentity(foreign.record.execution.id).base)) return;
    this.#cancelTimer = pacer.after(FOREIGN_MS, () => {
      this.#cancelTimer = null;
      this.#begin('connected');
    });
  }

  reconcile(cause: Cause): Promise<Reconciliation> {
    this.#running ??= this.#reconcile(cause).finally(() => {
      this.#running = null;
      this.#changed();
    });
    return this.#running;
  }

  async settle(id: string, choice: DifferenceChoice): Promise<void> {
    if (this.#running !== null) throw new ContractFailure({ code: 'conflict', field: 'id', message: 'id: the broker’s records are being compared now; decide when that is done' });
    const newest = this.#newest;
    const difference = newest?.differences.find((listed) => listed.id === id);
    if (newest === null || difference === undefined) {
      if (this.#listed.has(id)) throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: the newest comparison has no difference ${id} any more` });
      throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no difference ${id}` });
    }
    const remedy = this.#remedies.get(id)?.remedy ?? null;
    if (!difference.choices.includes(choice)) throw new ContractFailure({ code: 'conflict', field: 'choice', message: `choice: ${difference.subject} is ${difference.outcome}; expected ${difference.choices.join(' or ') || 'no decision'}` });
    if (choice === 'take_over') {
      if (remedy === null) throw new ContractFailure({ code: 'conflict', field: 'id', message: 'id: it is of an earlier start; compare with the broker’s records first' });
      await applyRemedy(this.#parts.orders, `${newest.id}:${id}`, remedy);
    }
    const decided: Difference = { ...difference, outcome: choice === 'leave' ? 'left' : 'settled', choices: choice === 'leave' && remedy !== null ? ['take_over'] : [] };
    const differences = newest.differences.map((listed) => (listed.id === id ? decided : listed));
    await this.#keep({ ...newest, differences });
    this.#parts.tell('info', `${difference.subject}: ${choice === 'leave' ? 'left as it is' : 'taken over as the broker has it'}`);
  }

  cancelAccount(): number {
    return this.#parts.broker.cancelEverything();
  }

  retry(): void {
    const { gateway } = this.#parts;
    if (gateway.state.kind !== 'up') return gateway.retry();
    if (!this.#isReconciled && this.#running === null) this.#begin('asked');
  }

  whatIf(ticket: Pick<OrderRequest, 'underlying' | 'legs' | 'quantity' | 'terms' | 'timeInForce'>): Promise<WhatIf> {
    return this.#parts.broker.whatIf(ticket);
  }

  vendorGreeks(underlying: Underlying): VendorGreeks {
    return this.#parts.vendorGreeks(underlying);
  }

  /** Compares after a sleep; what came of it, sentences. Never rejects. */
  async woke(): Promise<string> {
    try {
      return summaryOf(await this.reconcile('woke'));
    } catch (error) {
      return `The broker’s records could not be compared: ${wordsOf(error)}. Nothing new is sent until they are.`;
    }
  }

  /** Hears no more. What is under way ends as it does. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const end of this.#ends) end();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    await this.#running?.catch(() => undefined);
    await this.#log.flush();
    this.#listeners.clear();
  }

  async #reconcile(cause: Cause): Promise<Reconciliation> {
    const { gateway, journal, machine, newId, orders, pacer, contracts } = this.#parts;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#isReconciled = false;
    const losses = this.#losses;
    const before = this.#newest;
    // The newest is told by when it began, also where two are quick or the machine's clock was set back.
    const { id, began } = { id: newId(), began: Math.max(machine.now(), (before?.began ?? 0) + 1) };
    const running: Reconciliation = { id, began, ended: null, cause, failure: null, compared: { orders: 0, executions: 0, positions: 0 }, differences: [] };
    this.#newest = running;
    this.#changed();
    const comparison: Comparison = { compared: running.compared, findings: [] };
    try {
      const account = this.#account();
      if (gateway.state.kind !== 'up') throw new RecordsUnread('there is no connection to the gateway');
      if (!gateway.state.accounts.includes(account)) throw new RecordsUnread(`the gateway serves ${gateway.state.accounts.join(', ') || 'no account'}, not ${account || 'one account alone'}`);
      await orders.pending();
      const last = await journal.lastExecution();
      const limit = this.#parts.readLimitMs === undefined ? {} : { limitMs: this.#parts.readLimitMs };
      const records = await readRecords(gateway, account, last === null ? null : newYorkTime(dateInNewYork(last), '00:00'), { clock: machine, pacer, contracts, signal: this.#closing.signal, ...limit });
      this.#take(records.values);
      await orders.pending();
      await compare({ ...this.#parts, log: this.#log }, records, { id, standing: this.#standing, isFirst: !this.#wasCompared }, comparison);
      for (const { execution } of records.executions) this.#known.add(executionIdentity(execution.id).base);
      const done: Reconciliation = { ...running, ended: machine.now(), compared: comparison.compared, differences: comparison.findings.map(({ difference }) => difference) };
      this.#remedies.clear();
      for (const finding of comparison.findings) this.#remedies.set(finding.difference.id, finding);
      await this.#keep(done);
      // The connection may have ended while the books were written.
      if (losses !== this.#losses) throw new RecordsUnread('the connection ended before the comparison did');
      this.#isReconciled = true;
      this.#problem = null;
      this.#tries = 0;
      this.#heardAt = machine.now();
      this.#watchValues();
      this.#announce(done, before);
      return done;
    } catch (error) {
      this.#problem = wordsOf(error);
      this.#newest = { ...running, ended: machine.now(), failure: this.#problem, compared: comparison.compared, differences: comparison.findings.map(({ difference }) => ({ ...difference, choices: [] })) };
      this.#again();
      throw error instanceof ContractFailure ? error : new ContractFailure({ code: 'unavailable', message: `the broker’s records could not be compared with the books: ${this.#problem}` });
    }
  }

  async #keep(reconciliation: Reconciliation): Promise<void> {
    const standing = standingAfter(reconciliation.differences, [...this.#remedies.values()]);
    await this.#parts.journal.keepReconciliation({ reconciliation, standing });
    this.#newest = reconciliation;
    this.#standing = standing;
    this.#wasCompared = true;
    for (const { id } of reconciliation.differences) this.#listed.add(id);
    this.#changed();
  }

  /** Tries again by itself while the connection stands; at the next one it begins by itself anyway. */
  #again(): void {
    const { gateway, pacer } = this.#parts;
    if (this.#closing.signal.aborted || gateway.state.kind !== 'up' || gateway.state.servers === 'lost') return;
    const delay = AGAIN_MS[Math.min(this.#tries, AGAIN_MS.length - 1)] ?? SECOND;
    this.#tries += 1;
    this.#cancelTimer?.();
    this.#cancelTimer = pacer.after(delay, () => {
      this.#cancelTimer = null;
      this.#begin('connected');
    });
  }

  #begin(cause: Cause): void {
    if (this.#closing.signal.aborted) return;
    this.reconcile(cause).catch((error: unknown) => {
      const { state } = this.#parts.gateway;
      // That the connection ended was told already.
      if (state.kind === 'up' && this.#tries <= 1) this.#parts.tell('error', wordsOf(error));
    });
  }

  #turn(event: LinkEvent): void {
    const { machine } = this.#parts;
    switch (event.type) {
      case 'up':
      case 'servers_back':
        this.#tries = 0;
        // One that ran on the connection before is over by now, or about to be.
        void (this.#running ?? Promise.resolve(null)).catch(() => null).then(() => {
          if (!this.#isReconciled && this.#running === null && this.#parts.gateway.state.kind === 'up') this.#begin(this.#heardAt === null ? 'start' : 'connected');
        });
        break;
      case 'down':
      case 'servers_lost':
        this.#valuesRequest = event.type === 'down' ? null : this.#valuesRequest;
        if (this.#isReconciled) this.#heardAt = machine.now();
        this.#isReconciled = false;
        this.#losses += 1;
        this.#problem = null;
        this.#cancelTimer?.();
        this.#cancelTimer = null;
        this.#warn(event.type === 'down' ? 'the gateway is not connected' : 'the gateway has lost the broker’s servers');
        break;
      case 'unsent':
        return;
    }
    this.#changed();
  }

  /** What rests at the broker goes on working there, and nothing is heard of it. */
  #warn(what: string): void {
    const resting = this.#parts.broker.resting();
    if (resting.length === 0 || this.#closing.signal.aborted) return;
    const some = resting.slice(0, 5).map(({ text, inDoubt }) => (inDoubt ? `${text} (in doubt)` : text));
    this.#parts.tell('error', `${what}: ${this.#restText()} and may fill there: ${some.join('; ')}${resting.length > some.length ? ` and ${resting.length - some.length} more` : ''}`);
  }

  #restText(): string {
    const { length } = this.#parts.broker.resting();
    return length === 0 ? 'as far as is known no order rests at the broker' : `${length} ${length === 1 ? 'order rests' : 'orders rest'} at the broker`;
  }

  #account(): string {
    const { address, gateway } = this.#parts;
    if (address.account !== '') return address.account;
    const { state } = gateway;
    return state.kind === 'up' && state.accounts.length === 1 ? (state.accounts[0] ?? '') : '';
  }

  #hear(message: GatewayMessage): void {
    this.#log.hear(message);
    if (message.type === 'account_value' && message.requestId === this.#valuesRequest && message.account === this.#account()) {
      const { name, value, currency } = message;
      this.#values.take({ name, value, currency });
      this.#valuesAt = this.#parts.machine.now();
      this.#changed();
    }
  }

  #take(values: ConstructorParameters<typeof AccountValues>[0]): void {
    this.#values = new AccountValues(values);
    this.#valuesAt = this.#parts.machine.now();
  }

  /** The broker tells the values that changed from then on. */
  #watchValues(): void {
    const { gateway } = this.#parts;
    if (this.#valuesRequest !== null) return;
    const requestId = gateway.newRequestId();
    if (gateway.send({ type: 'account_values', requestId, names: VALUE_NAMES }) !== 'down') this.#valuesRequest = requestId;
  }

  #announce({ differences }: Reconciliation, before: Reconciliation | null): void {
    const { tell } = this.#parts;
    const known = new Set(before?.differences.flatMap(({ id, outcome }) => (outcome === 'open' ? [id] : [])));
    const settled = differences.filter(({ outcome }) => outcome === 'settled');
    const open = differences.filter(({ id, outcome }) => outcome === 'open' && !known.has(id));
    if (settled.length > 0) tell('info', `compared with the broker’s records: ${listText(settled)} ${settled.length === 1 ? 'was' : 'were'} set right`);
    if (open.length > 0) tell('warning', `compared with the broker’s records: ${listText(open)} ${open.length === 1 ? 'waits' : 'wait'} for a decision`);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** "Compared 3 orders, 2 executions and 1 position with the broker’s records: no difference." */
export function summaryOf({ compared: { executions, orders, positions }, differences }: Reconciliation): string {
  const by = (outcome: Difference['outcome']): number => differences.filter((difference) => difference.outcome === outcome).length;
  const found = [
    ...(by('settled') > 0 ? [`${by('settled')} set right`] : []),
    ...(by('open') > 0 ? [`${by('open')} waiting for a decision`] : []),
    ...(by('doubt') > 0 ? [`${by('doubt')} in doubt`] : []),
  ];
  return `Compared ${counted(orders, 'order')}, ${counted(executions, 'execution')} and ${counted(positions, 'position')} with the broker’s records: ${found.length === 0 ? 'no difference' : `differences: ${found.join(', ')}`}.`;
}

function listText(differences: readonly Difference[]): string {
  const some = differences.slice(0, 3).map(({ subject }) => subject);
  return `${some.join(', ')}${differences.length > some.length ? ` and ${differences.length - some.length} more` : ''}`;
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
