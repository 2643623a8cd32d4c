import { FRAME_FIELDS, type FrameField, newFrame } from '../../../src-core/contract/frame.ts';
import type { ClientMessage, ClientPort, ServerMessage } from '../../../src-core/contract/messages.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const EXPIRY = parseIsoDate('2026-08-21');
export const NOW = Date.parse('2026-08-21T17:42:07Z');

export function symbol(strike: number, right: 'call' | 'put', underlying: 'SPY' | 'QQQ' = 'SPY'): string {
  return symbolOf({ kind: 'option', underlying, expiry: EXPIRY, right, strike: fromDollars(strike) });
}

const dollars = (amount: number): number => fromDollars(amount);
const ways = (optimistic: number, expected: number, pessimistic: number) => ({
  optimistic: dollars(optimistic),
  expected: dollars(expected),
  pessimistic: dollars(pessimistic),
});
const leg = (name: string, quantity: number, price: number) => ({
  symbol: name,
  quantity,
  averagePrice: price,
  bid: price - 0.01,
  ask: price + 0.01,
  mid: price,
  greeks: { delta: quantity * -12.2, gamma: 3.1, theta: -11, vega: 2.2 },
  unrealisedMid: dollars(12),
  unrealisedLiquidation: dollars(8),
});
const trade = (index: number, strategy: string, legs: readonly ReturnType<typeof leg>[], status: string, mid: number | null) => ({
  tradeId: `00000000-0000-4000-8000-00000000000${index}`,
  underlying: 'SPY',
  strategy,
  status,
  openedAt: NOW - index * 600_000,
  closedAt: status === 'open' ? null : NOW - 60_000,
  quantity: status === 'open' ? 2 : 0,
  entry: index === 3 ? 1.38 : -0.81,
  mid,
  natural: mid === null ? null : mid - 0.08,
  legs,
  greeks: { delta: -41.2, gamma: -9.6, theta: 104, vega: mid === null ? null : -18.4 },
  realised: dollars(0),
  unrealised: ways(66, 58, 42),
  profit: mid === null ? { optimistic: null, expected: null, pessimistic: null } : ways(61.24, 53.24, index === 3 ? -37.24 : 37.24),
  commission: dollars(5.2),
  fees: dollars(0.44),
  margin: dollars(438),
  maximumLoss: dollars(438),
});

const condorLegs = [leg(symbol(617, 'call'), -2, 0.62), leg(symbol(620, 'call'), 2, 0.24), leg(symbol(607, 'put'), -2, 0.71), leg(symbol(604, 'put'), 2, 0.31)];
const positions = {
  time: NOW,
  account: {
    number: 'PAPER-1',
    kind: 'paper',
    cash: dollars(25_140.12),
    netLiquidationMid: dollars(25_310.4),
    netLiquidation: dollars(25_247.9),
    margin: dollars(811),
    buyingPower: dollars(24_189),
    realisedToday: dollars(31),
    unrealised: ways(184.2, 160, 121),
    commissionToday: dollars(11.2),
    feesToday: dollars(1.04),
    profitToday: ways(184.2, 160, 121),
  },
  packages: [
    trade(1, 'iron condor', condorLegs, 'open', -0.52),
    trade(2, 'bear call spread', [leg(symbol(617, 'call'), -2, 0.62), leg(symbol(620, 'call'), 2, 0.24)], 'open', -0.235),
    trade(3, 'straddle', [leg(symbol(612, 'call'), 2, 0.62), leg(symbol(612, 'put'), 2, 0.24)], 'open', 2.02),
    trade(4, 'custom', [leg(symbol(612, 'call'), 2, 0.62), leg('SPY', 100, 612.3)], 'open', null),
    trade(5, 'long call', [], 'closed', null),
  ],
};

const order = (sequence: number, state: string, reason: string | null, terms: unknown = { type: 'limit', limit: dollars(-0.78) }) => ({
  id: `10000000-0000-4000-8000-00000000000${sequence}`,
  tradeId: '00000000-0000-4000-8000-000000000001',
  sequence,
  underlying: 'SPY',
  strategy: sequence % 2 === 0 ? 'iron condor' : 'bear call spread',
  closing: sequence === 3,
  legs: condorLegs.slice(0, sequence % 2 === 0 ? 4 : 2).map((held) => ({ symbol: held.symbol, side: held.quantity < 0 ? 'sell' : 'buy', ratio: 1 })),
  quantity: 5,
  terms,
  timeInForce: 'DAY',
  state,
  open: ['SUBMITTED', 'ACCEPTED', 'PARTIALLY_FILLED', 'PENDING_CANCEL'].includes(state),
  filledQuantity: state === 'FILLED' ? 5 : state === 'PARTIALLY_FILLED' ? 2 : 0,
  signalId: null,
  averageNet: ['FILLED', 'PARTIALLY_FILLED'].includes(state) ? -0.785 : null,
  source: 'manual',
  createdAt: NOW - 300_000 + sequence * 1_000,
  updatedAt: NOW - 60_000,
  reason,
  history: [
    { time: NOW - 300_000, state: 'SUBMITTED', text: 'sent to the broker' },
    { time: NOW - 299_700, state: 'ACCEPTED', text: 'accepted' },
  ],
});
const orders = [
  order(1, 'FILLED', null),
  order(2, 'CANCELED', 'cancelled by the trader'),
  order(3, 'REJECTED', 'buying power 1,204.00 is less than the margin of 2,224.00 that the order needs'),
  order(4, 'PARTIALLY_FILLED', null),
  order(5, 'ACCEPTED', null, { type: 'stop_limit', stop: dollars(1.2), limit: dollars(1.25) }),
];

const preview = (ticket: { readonly quantity: number; readonly terms: { readonly limit?: number } }) => ({
  strategy: 'iron condor',
  closing: false,
  natural: dollars(-0.71),
  mid: dollars(-0.785),
  expected: dollars(-0.75),
  net: ticket.terms.limit ?? dollars(-0.75),
  fees: {
    commission: dollars(2.6),
    fees: dollars(0.16),
    total: dollars(2.76),
    lines: [
      { name: 'Commission', amount: dollars(2.6) },
      { name: 'Options regulatory fee', amount: dollars(0.11) },
      { name: 'Clearing', amount: dollars(0.05) },
    ],
  },
  maximumGain: dollars(75.24),
  maximumLoss: dollars(-224.76),
  unboundedGain: false,
  unboundedLoss: false,
  breakEvens: [606.25, 617.75],
  marginChange: dollars(300),
  buyingPowerAfter: dollars(23_964.24),
  worstCaseAfter: dollars(824.76),
  dayAtWorstAfter: dollars(861.2),
  greeks: { delta: -3.1, gamma: -9.3, theta: 41.6, vega: -2.9 },
  outlook: { source: 'smile', profit: 0.713, maximumGain: 0.61, maximumLoss: 0.084, touch: 0.52, expected: -4.31, expectedGain: 71.2, expectedLoss: 192.4 },
  payoff: [598, 604, 607, 612, 617, 620, 626].map((price) => ({ price, result: price <= 604 || price >= 620 ? -224.76 : 75.24 })),
  denials:
    ticket.quantity > 50
      ? [{ code: 'buying_power', message: 'buying power is 24,189.00 and the order needs 30,000.00; a quantity of at most 40 would fit' }]
      : [],
});

/** A core that answers every call with the same market: for looking at panels, nothing is computed here. */
export function fakePort(sent: (operation: string, input: unknown) => void): ClientPort {
  let hear: (message: ServerMessage | ArrayBuffer) => void = () => {};
  let ordersSubscription = 0;
  const answer = (message: ClientMessage): void => {
    if (message.type === 'subscribe') {
      const next = (value: unknown): void => hear({ type: 'next', id: message.id, value });
      if (message.stream === 'positions') next(positions);
      if (message.stream === 'orders') {
        ordersSubscription = message.id;
        next(orders);
      }
      if (message.stream === 'market') {
        next({ time: NOW, tickers: [{ ticker: 'SPY', time: NOW, last: 612.31, bid: 612.3, ask: 612.32, volume: 1, open: 1, high: 1, low: 1, previousClose: 1, change: 3.14, changePercent: 0.5, stale: false, chain: null, minutes: [] }] });
      }
      if (message.stream === 'chain') {
        const contracts = condorLegs.map((held, index) => ({ symbol: held.symbol, strike: 600 + index, right: 'call' }));
        next({ underlying: 'SPY', expiry: EXPIRY, layoutVersion: 1, clockLabel: 'flat clock', contracts });
        const frame = newFrame(message.id, 1, NOW, 1, contracts.length);
        contracts.forEach((_, row) => {
          frame.dirty[row] = row;
          const held = condorLegs[row];
          const values: Partial<Record<FrameField, number>> = { status: 1, bid: held?.bid ?? 0, ask: held?.ask ?? 0, mid: held?.mid ?? 0, delta: -0.15 };
          FRAME_FIELDS.forEach((field, column) => {
            frame.values[row * FRAME_FIELDS.length + column] = values[field] ?? Number.NaN;
          });
        });
        hear(frame.buffer);
      }
    }
    if (message.type === 'call') {
      sent(message.operation, message.input);
      const result = (output: unknown): void => hear({ type: 'result', id: message.id, output });
      const { input } = message;
      if (message.operation === 'orders.preview') result(preview(input as Parameters<typeof preview>[0]));
      else if (message.operation === 'orders.cancelAll') result({ requested: 2 });
      else if (message.operation === 'settings.get') result({ value: null });
      else if (message.operation === 'orders.place') {
        const output = { ...order(6, 'ACCEPTED', null), ...(input as object) };
        result(output);
        hear({ type: 'next', id: ordersSubscription, value: [output] });
      } else result({ ...order(7, 'ACCEPTED', null), id: (input as { id: string }).id });
    }
  };
  return {
    send: (message) => {
      if (!(message instanceof ArrayBuffer)) setTimeout(() => answer(message), 5);
    },
    onMessage: (listener) => {
      hear = listener;
    },
    onClose: () => {},
    close: () => {},
  };
}
