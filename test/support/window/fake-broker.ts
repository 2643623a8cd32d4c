import type { BrokerView, Difference, GatewayTest, GatewayView, MarketDataView, Reconciliation, RestingOrder, VendorGreeks, WhatIf } from '../../../src-core/contract/broker.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type SessionView, ticketSchema } from '../../../src-core/contract/schemas.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { MINUTE, SECOND } from '../../../src-core/time.ts';
import type { Scenario } from './fake-desk.ts';

const start = Date.now();

const CONNECTED: GatewayView = {
  state: 'connected',
  since: start - 47 * MINUTE,
  address: '127.0.0.1:4002',
  clientId: 17,
  detail: 'IB Gateway, paper trading: orders and quotes go through it.',
  retryAt: null,
  serverVersion: 187,
  clockSkewMs: 120,
  servers: 'connected',
  farms: [
    { name: 'usfarm', kind: 'market_data', state: 'connected' },
    { name: 'usopt', kind: 'market_data', state: 'connected' },
    { name: 'ushmds', kind: 'history', state: 'inactive' },
    { name: 'secdefil', kind: 'definitions', state: 'connected' },
  ],
  waiting: 0,
};

const LIVE_DATA: MarketDataView = { quality: 'live', competing: false, lines: { used: 88, limit: 100 }, contracts: { listed: 84, subscribed: 84, silent: 0, refused: 0, withoutLine: 0 }, problems: [] };

const RESTING: RestingOrder[] = [
  { orderId: '00000000-0000-4000-8000-000000000101', brokerOrderId: '1041', text: 'buy 2 SPY 612/614 call spread at 0.45 limit, DAY', elsewhere: false, inDoubt: false },
  { orderId: '00000000-0000-4000-8000-000000000102', brokerOrderId: '1043', text: 'sell 1 SPY 606/608/616/618 iron condor at 0.62 limit, DAY', elsewhere: false, inDoubt: false },
  { orderId: '00000000-0000-4000-8000-000000000103', brokerOrderId: '88', text: 'buy 1 QQQ 545 put at 1.10 limit, DAY', elsewhere: true, inDoubt: false },
];

const VALUES: NonNullable<BrokerView['account']['values']> = [
  ['NetLiquidation', 104_218.44, 'USD'],
  ['TotalCashValue', 101_992.1, 'USD'],
  ['AvailableFunds', 97_640.02, 'USD'],
  ['BuyingPower', 390_560.08, 'USD'],
  ['InitMarginReq', 6_578.42, 'USD'],
  ['MaintMarginReq', 6_578.42, 'USD'],
  ['TotalCashBalance', 101_992.1, 'USD'],
  ['TotalCashBalance', 412.55, 'EUR'],
  ['ExchangeRate', 1, 'USD'],
  ['ExchangeRate', 1.084, 'EUR'],
].map(([name, amount, currency]) => ({ name: String(name), amount: Number(amount), currency: String(currency) }));

const AGREED: Reconciliation = { id: 'r1', began: start - 12 * MINUTE, ended: start - 12 * MINUTE + 900, cause: 'connected', failure: null, compared: { orders: 3, executions: 12, positions: 4 }, differences: [] };

const DIFFERENCES: Difference[] = [
  { id: 'd1', kind: 'execution_missed', subject: 'order 12, SPY 612/614 call spread', books: 'nothing', broker: 'bought 1 at 0.46, 13:02:11', explanation: 'It was filled while the gateway was not connected.', rule: 'An execution of one of our orders is booked as the broker reports it.', outcome: 'settled', choices: [] },
  { id: 'd2', kind: 'order_not_in_books', subject: 'order 88 of another program', books: 'nothing', broker: 'buy 1 QQQ 545 put at 1.10 limit, DAY', explanation: 'It was placed in TWS by hand.', rule: 'An order made elsewhere is taken over and marked.', outcome: 'settled', choices: [] },
  { id: 'd3', kind: 'position', subject: 'SPY 601 call of 2026-11-20', books: 'long 2', broker: 'long 1', explanation: 'No execution that the broker reports explains it: it was traded elsewhere, or moved.', rule: 'A person decides. Taken over, what came is held at the broker’s average cost and what went leaves at its own: no result either way.', outcome: 'open', choices: ['take_over', 'leave'] },
  { id: 'd4', kind: 'cash', subject: 'cash in dollars', books: '101,980.00 dollars', broker: '101,992.10 dollars', explanation: '12.10 dollars more at the broker, and nothing that was booked explains it: interest, a dividend, a fee, a transfer, or what came without an execution.', rule: 'A person decides. Taken over, it is booked as paid in or out: it is no result of trading.', outcome: 'open', choices: ['take_over', 'leave'] },
  { id: 'd5', kind: 'currency', subject: 'cash in EUR', books: 'nothing', broker: '412.55 EUR, worth 447.20 dollars at 1.0840', explanation: 'The account holds it beside its dollars.', rule: 'It is listed with what it is worth, and is in no figure here: the books are in dollars.', outcome: 'left', choices: [] },
];

/** Whether the scenario's account is at Interactive Brokers. */
export function isAtBroker(scenario: Scenario): boolean {
  return (scenario.startsWith('broker-') && scenario !== 'broker-paper') || scenario === 'live' || scenario === 'live-unconfirmed';
}

/** A made-up broker: how it stands, and what it answers. */
export class FakeBroker {
  readonly #scenario: Scenario;
  readonly #account: () => { readonly number: string; readonly kind: 'paper' | 'live' };
  #reconciliation: Reconciliation | null;
  #resting: RestingOrder[];
  #triedAt = start;

  constructor(scenario: Scenario, account: () => { readonly number: string; readonly kind: 'paper' | 'live' }) {
    this.#scenario = scenario;
    this.#account = account;
    this.#resting = isAtBroker(scenario) ? RESTING.map((order) => ({ ...order, inDoubt: scenario === 'broker-down-with-orders' && order.brokerOrderId === '1043' })) : [];
    this.#reconciliation = !isAtBroker(scenario) ? null : scenario === 'broker-differences' ? { ...AGREED, differences: DIFFERENCES } : AGREED;
  }

  view(): BrokerView {
    const account = this.#account();
    if (!isAtBroker(this.#scenario)) {
      return {
        broker: 'paper',
        account: { ...account, currency: 'USD', values: null, valuesAt: null },
        gateway: null,
        data: null,
        orders: { ban: null, resting: [], asOf: null },
        reconciliation: this.#reconciliation,
        charges: { estimated: ZERO, charged: ZERO, executions: 0, unreported: 0 },
      };
    }
    const isDown = this.#scenario === 'broker-down-with-orders';
    return {
      broker: 'ibkr',
      account: { ...account, currency: 'USD', values: VALUES, valuesAt: isDown ? start - 40 * SECOND : Date.now() - (Date.now() % 10_000) },
      gateway: isDown ? this.#down() : CONNECTED,
      data: this.#data(),
      orders: {
        ban: isDown ? 'The gateway is not connected: an order would not arrive. Orders are taken again once it is, and books and broker were compared.' : null,
        resting: this.#resting,
        asOf: isDown ? start - 31 * SECOND : Date.now() - (Date.now() % 5_000),
      },
      reconciliation: this.#reconciliation,
      charges: { estimated: fromDollars(15.6), charged: fromDollars(16.94), executions: 12, unreported: 1 },
    };
  }

  /** The feed as the status bar has it. */
  feed(): Pick<SessionView['feed'], 'kind' | 'label' | 'detail'> | null {
    if (!isAtBroker(this.#scenario)) return null;
    return { kind: 'ibkr', label: this.#scenario === 'broker-delayed' ? 'DELAYED' : 'LIVE', detail: 'Interactive Brokers' };
  }

  greeks(underlying: Underlying, spot: number): VendorGreeks {
    if (!isAtBroker(this.#scenario)) return { underlying, reason: 'Only the Interactive Brokers feed brings Greeks of its own; this market is another.', rows: [] };
    const rows = Array.from({ length: 31 }, (_, index) => Math.round(spot) - 15 + index).flatMap((strike) =>
      (['call', 'put'] as const).map((right): VendorGreeks['rows'][number] => {
        const moneyness = (strike - spot) / 4.1;
        const delta = 1 / (1 + Math.exp(1.7 * moneyness)) - (right === 'put' ? 1 : 0);
        const gamma = 0.097 * Math.exp(-(moneyness ** 2) / 2);
        const isMissing = Math.abs(moneyness) > 3.2 || strike % 11 === 3;
        const ours = { volatility: 0.131 + 0.006 * moneyness ** 2, delta, gamma, vega: 0.062 * Math.exp(-(moneyness ** 2) / 2), theta: -4.8 * Math.exp(-(moneyness ** 2) / 2) };
        return {
          strike,
          right,
          ours,
          theirs: isMissing
            ? { volatility: null, delta: null, gamma: null, vega: null, theta: null }
            : { volatility: ours.volatility + 0.004 * Math.sin(strike), delta: delta + 0.006 * Math.cos(strike), gamma: gamma * 0.97, vega: ours.vega * 1.02, theta: strike % 7 === 0 ? null : ours.theta * 0.6 },
          at: isMissing ? null : Date.now() - (strike % 9 === 0 ? 130 * SECOND : (strike % 4) * SECOND),
        };
      }),
    );
    return { underlying, reason: null, rows };
  }

  call(operation: string, input: unknown): Promise<unknown> | null {
    const fields = new Map<string, unknown>(typeof input === 'object' && input !== null ? Object.entries(input) : []);
    switch (operation) {
      case 'broker.reconcile':
        return this.#reconcile();
      case 'broker.settle':
        return this.#settle(String(fields.get('id')), fields.get('choice') === 'take_over');
      case 'broker.cancelAccount': {
        if (this.#scenario === 'broker-down-with-orders') return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the gateway is not connected: cancel in TWS, or ring the broker' }));
        const resting = this.#resting.length;
        setTimeout(() => (this.#resting = []), 1_200);
        return Promise.resolve({ resting });
      }
      case 'broker.retry':
        this.#triedAt = Date.now();
        return Promise.resolve({});
      case 'practice.start':
        return isAtBroker(this.#scenario) ? Promise.reject(new ContractFailure({ code: 'conflict', message: 'the market is live: a day is practised when the terminal was started without it' })) : null;
      case 'orders.whatIf':
        return this.#whatIf(input);
      case 'connections.testGateway':
        return fakeGatewayTest(input);
      case 'orders.place': {
        if (!isAtBroker(this.#scenario)) return null;
        const ticket = ticketSchema.parse(input);
        if (ticket.terms.type !== 'market' || ticket.legs.length === 1 || fields.get('confirmed') === 'market_combo') return null;
        return Promise.reject(new ContractFailure({ code: 'denied', field: 'confirmed', message: 'a package at the market is filled leg by leg at whatever each costs, and may cost far more than its quote: give a limit, or confirm that it is meant so' }));
      }
      default:
        return null;
    }
  }

  #down(): GatewayView {
    const cycle = 15 * SECOND;
    const passed = (Date.now() - this.#triedAt) % cycle;
    return { ...CONNECTED, state: passed < SECOND ? 'connecting' : 'down', since: start - 31 * SECOND, detail: 'Nothing listens at 127.0.0.1:4002: IB Gateway was closed, or restarts.', retryAt: Date.now() + cycle - passed, servers: 'unknown', farms: [], clockSkewMs: null, serverVersion: null };
  }

  #data(): MarketDataView {
    switch (this.#scenario) {
      case 'broker-delayed':
        return {
          ...LIVE_DATA,
          quality: 'delayed',
          competing: true,
          contracts: { ...LIVE_DATA.contracts, subscribed: 80, silent: 3, refused: 4 },
          problems: [
            { subject: 'SPY', problem: 'the account has no subscription to real-time quotes of US equities (354): delayed quotes are shown', since: start - 47 * MINUTE },
            { subject: 'VIX', problem: 'no market-data permission for CBOE indices (354)', since: start - 46 * MINUTE },
            { subject: 'SPY 598 put of 2026-11-20', problem: 'open for 90 s and silent: asked for anew', since: start - 90 * SECOND },
          ],
        };
      case 'broker-lines-out':
        return { ...LIVE_DATA, lines: { used: 100, limit: 100 }, contracts: { listed: 243, subscribed: 96, silent: 1, refused: 0, withoutLine: 147 }, problems: [{ subject: 'IWM', problem: 'the lines of the account are used up: the 28 strikes nearest to the price have quotes', since: start - 4 * MINUTE }] };
      case 'broker-down-with-orders':
        return { ...LIVE_DATA, quality: 'none', lines: { used: 0, limit: 100 }, contracts: { ...LIVE_DATA.contracts, subscribed: 0 } };
      default:
        return LIVE_DATA;
    }
  }

  #reconcile(): Promise<BrokerView> {
    if (this.#scenario === 'broker-down-with-orders') return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the gateway is not connected: its records cannot be read' }));
    const began = Date.now();
    const before = this.#reconciliation;
    this.#reconciliation = { id: `r${began}`, began, ended: null, cause: 'asked', failure: null, compared: { orders: 0, executions: 0, positions: 0 }, differences: [] };
    return new Promise((resolve) =>
      setTimeout(() => {
        const differences = (before?.differences ?? []).filter(({ outcome }) => outcome !== 'settled');
        this.#reconciliation = { id: `r${began}`, began, ended: Date.now(), cause: 'asked', failure: null, compared: isAtBroker(this.#scenario) ? AGREED.compared : { orders: 0, executions: 0, positions: 0 }, differences };
        resolve(this.view());
      }, 1_800),
    );
  }

  #settle(id: string, takes: boolean): Promise<BrokerView> {
    const newest = this.#reconciliation;
    if (newest === null || !newest.differences.some((difference) => difference.id === id)) return Promise.reject(new ContractFailure({ code: 'conflict', message: 'the newest comparison has this difference no more' }));
    this.#reconciliation = { ...newest, differences: newest.differences.map((difference) => (difference.id === id ? { ...difference, outcome: takes ? 'settled' : 'left', choices: [], rule: takes ? 'Taken over by a person.' : 'Left so by a person.' } : difference)) };
    return Promise.resolve(this.view());
  }

  #whatIf(input: unknown): Promise<WhatIf> {
    const ticket = ticketSchema.parse(input);
    if (this.#scenario === 'broker-down-with-orders') return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the gateway is not connected: the broker cannot be asked' }));
    const margin = 6_578.42;
    const more = ticket.quantity * 178.5;
    const answer: WhatIf = {
      currency: 'USD',
      initialMargin: { before: margin, after: margin + more },
      maintenanceMargin: { before: margin, after: margin + more },
      equityAfter: 104_214.1,
      commission: { least: ticket.quantity * ticket.legs.length * 0.65, most: ticket.quantity * ticket.legs.length * 0.95, currency: 'USD' },
      warning: ticket.legs.length > 2 ? 'Your order will be held by the exchange as a combination of four legs; it may be filled in parts.' : null,
    };
    return new Promise((resolve) => setTimeout(() => resolve(answer), 700));
  }
}

function fakeGatewayTest(input: unknown): Promise<GatewayTest> {
  const settings: unknown = typeof input === 'object' && input !== null && 'settings' in input ? input.settings : null;
  const port = typeof settings === 'object' && settings !== null && 'port' in settings ? settings.port : 0;
  const answer: GatewayTest =
    port === 4002
      ? { outcome: 'good', text: 'IB Gateway answers, takes orders, and serves DU1234567.', serverVersion: 187, accounts: ['DU1234567'], milliseconds: 214 }
      : { outcome: 'not_running', text: `Nothing listens at 127.0.0.1:${String(port)}: start TWS or IB Gateway, log in there, and see that its API listens on this port.`, serverVersion: null, accounts: [], milliseconds: 4 };
  return new Promise((resolve) => setTimeout(() => resolve(answer), 1_200));
}
