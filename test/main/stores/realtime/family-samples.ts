import { parseIsoDate } from '../../../../src-core/time.ts';
import type { OrderView, PackageView } from '../../../../src-core/contract/schemas.ts';
import { money } from '../../../../src-core/money.ts';
import { symbolOf } from '../../../../src-core/instruments/instrument.ts';
import { signalView } from '../../../../src-main/signals/signal-views.ts';
import type { DeskState, FamilyName, KeyPartsOf, OptionField, ValueOf } from '../../../../src-main/stores/realtime/key-families.ts';
import { FakeSignalDesk } from '../../../support/fake-signal-desk.ts';
import { alertOf, exitView, limitsView, RULE } from '../../../support/fake-risk-desk.ts';
import { EXPIRY_VIEW } from '../../../support/panels/expiry-views.ts';
import { BY_HAND, riskView } from '../../../support/panels/risk-views.ts';
import { signal, signalRecord } from '../../../support/signal-records.ts';

const SYMBOL = symbolOf({ kind: 'option', underlying: 'SPY', expiry: parseIsoDate('2026-01-15'), right: 'call', strike: money(6_000_000) });
const SIGNAL = signalRecord(signal(1));
const SIGNALS = new FakeSignalDesk();
const WAYS = { optimistic: money(1_000), expected: money(-500), pessimistic: null };
const GREEKS = { delta: 12.5, gamma: 0.1, theta: null, vega: 2 };

export const OPTION: OptionField = { bid: 1.2, ask: 1.25, iv: 0.14, delta: 0.5, bid_size: 10, ask_size: 12, last: null, volume: 100, open_interest: 5_000, timestamp: 1_768_500_000_000 };

export const ORDER: OrderView = {
  id: 'ord_1',
  tradeId: 'pos_1',
  sequence: 1,
  underlying: 'SPY',
  strategy: 'long call',
  closing: false,
  legs: [{ symbol: SYMBOL, side: 'buy', ratio: 1 }],
  quantity: 2,
  terms: { type: 'limit', limit: money(12_500) },
  timeInForce: 'DAY',
  state: 'PARTIALLY_FILLED',
  open: true,
  filledQuantity: 1,
  averageNet: 1.25,
  signalId: null,
  source: 'manual',
  createdAt: 1_768_500_000_000,
  updatedAt: 1_768_500_001_000,
  reason: null,
  group: null,
  history: [{ time: 1_768_500_000_000, state: 'SUBMITTED', text: 'sent' }],
};

export const PACKAGE: PackageView = {
  tradeId: 'pos_1',
  underlying: 'SPY',
  strategy: 'long call',
  signalId: null,
  status: 'open',
  openedAt: 1_768_500_000_000,
  closedAt: null,
  quantity: 1,
  entry: 1.25,
  mid: 1.3,
  natural: null,
  legs: [{ symbol: SYMBOL, quantity: 1, averagePrice: 1.25, bid: 1.2, ask: 1.25, mid: 1.225, greeks: GREEKS, unrealisedMid: money(-2_500), unrealisedLiquidation: null }],
  greeks: GREEKS,
  realised: money(0),
  unrealised: WAYS,
  profit: WAYS,
  commission: money(6_500),
  fees: money(200),
  margin: money(0),
  maximumLoss: money(-1_250_000),
};

export const DESK_STATE: DeskState = {
  workstation: 'desk-1',
  epoch: 3,
  now: 1_768_500_000_000,
  toldAt: 1_768_500_000_100,
  phase: 'open',
  date: '2026-01-15',
  paused: false,
  speed: null,
  feed: { kind: 'simulated', label: 'SIMULATED', detail: 'seed 1', staleAfterMs: 15_000, quoting: 'changes' },
  rate: 0.04,
  referencePrices: { SPY: 600.25 },
  clockLabel: 'variance clock',
  account: {
    number: 'PAPER-1',
    kind: 'paper',
    cash: money(250_000_000),
    netLiquidationMid: money(250_010_000),
    netLiquidation: null,
    margin: money(0),
    buyingPower: money(250_000_000),
    realisedToday: money(0),
    unrealised: WAYS,
    commissionToday: money(6_500),
    feesToday: money(200),
    profitToday: WAYS,
  },
};

export interface Sample<Name extends FamilyName> {
  readonly family: Name;
  readonly parts: KeyPartsOf<Name>;
  readonly value: ValueOf<Name>;
  /** The key as it is to be. */
  readonly key: string;
}

type Samples = { readonly [Name in FamilyName]: Sample<Name> };

/** One member of every family. */
export const SAMPLES: Samples = {
  market: { family: 'market', parts: { ticker: 'SPY' }, key: 'market:SPY:current', value: { price: 600.25, bid: 600.2, ask: 600.3, volume: 1_000_000, timestamp: 1_768_500_000_000, previous_close: null, open: 599.5, high: 601, low: 599.25 } },
  options: { family: 'options', parts: { underlying: 'SPY', date: '20260115', side: 'calls' }, key: 'options:SPY:20260115:calls', value: { '600': OPTION, '600.5': { ...OPTION, iv: null } } },
  correlation: { family: 'correlation', parts: { pair: 'SPY_QQQ' }, key: 'correlation:SPY_QQQ', value: 0.85 },
  vix: { family: 'vix', parts: {}, key: 'vix:current', value: 18.5 },
  regime: { family: 'regime', parts: {}, key: 'regime:current', value: { type: 'normal', adaptation_factor: 1 } },
  signalsActive: { family: 'signalsActive', parts: {}, key: 'signals:active', value: ['sig_1', 'sig_2'] },
  signal: { family: 'signal', parts: { id: 'sig_1' }, key: 'signal:sig_1', value: SIGNAL },
  signalPerformance: { family: 'signalPerformance', parts: { ticker: 'SPY' }, key: 'signal_performance:SPY', value: { accuracy: 0.6, avg_return: 0.12, count: 30 } },
  session: { family: 'session', parts: { token_hash: 'abc' }, key: 'session:abc', value: { user_id: 'user_1', expires_at: 1_768_500_000_000, permissions: ['trade'] } },
  rateLimit: { family: 'rateLimit', parts: { user: 'user_1' }, key: 'rate_limit:user_1:api', value: { count: 3, reset_time: 1_768_500_060_000 } },
  positions: { family: 'positions', parts: { user: 'user_1' }, key: 'positions:user_1', value: ['pos_1'] },
  position: { family: 'position', parts: { id: 'pos_1' }, key: 'position:pos_1', value: PACKAGE },
  order: { family: 'order', parts: { id: 'ord_1' }, key: 'order:ord_1', value: { status: 'PARTIALLY_FILLED', fill_data: { filled_quantity: 1, average_net: 1.25 }, timestamp: 1_768_500_001_000, order: ORDER } },
  deskState: { family: 'deskState', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:state', value: DESK_STATE },
  deskMinutes: { family: 'deskMinutes', parts: { account: 'PAPER-1', ticker: 'SPY' }, key: 'desk:PAPER-1:minutes:SPY', value: { date: '2026-01-15', minutes: [599.5, null, 600.25] } },
  deskOrders: { family: 'deskOrders', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:orders', value: ['ord_1'] },
  deskSignals: { family: 'deskSignals', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:signals', value: ['sig_1'] },
  deskSignal: { family: 'deskSignal', parts: { account: 'PAPER-1', id: 'sig_1' }, key: 'desk:PAPER-1:signal:sig_1', value: signalView(SIGNAL) },
  deskMarketState: { family: 'deskMarketState', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:market_state', value: SIGNALS.marketState() },
  deskCalibration: { family: 'deskCalibration', parts: { account: 'PAPER-1', detector: 'momentum' }, key: 'desk:PAPER-1:calibration:momentum', value: SIGNALS.calibration('momentum') },
  deskSignalSettings: { family: 'deskSignalSettings', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:signal_settings', value: SIGNALS.settings() },
  deskRisk: { family: 'deskRisk', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:risk', value: riskView([BY_HAND]) },
  deskExpiry: { family: 'deskExpiry', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:expiry', value: EXPIRY_VIEW },
  deskExits: { family: 'deskExits', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:exits', value: [exitView('pos_1')] },
  deskAlerts: { family: 'deskAlerts', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:alerts', value: [alertOf(1)] },
  deskAlertRules: { family: 'deskAlertRules', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:alert_rules', value: [RULE] },
  deskLimits: { family: 'deskLimits', parts: { account: 'PAPER-1' }, key: 'desk:PAPER-1:limits', value: limitsView() },
  deskDayLock: { family: 'deskDayLock', parts: { account: 'PAPER-1', date: '2026-01-15' }, key: 'desk:PAPER-1:day_lock:2026-01-15', value: 1_768_500_000_000 },
  lease: { family: 'lease', parts: { account: 'PAPER-1' }, key: 'lease:PAPER-1', value: { holder: 'desk-1', epoch: 3 } },
  leaseNewest: { family: 'leaseNewest', parts: { account: 'PAPER-1' }, key: 'lease:PAPER-1:newest', value: { holder: 'desk-1', epoch: 3 } },
  leaseSince: { family: 'leaseSince', parts: { account: 'PAPER-1' }, key: 'lease:PAPER-1:since', value: 1_768_500_000_000 },
  connection: { family: 'connection', parts: { id: 'k3j2' }, key: 'connection:k3j2', value: 1_768_500_000_000 },
};

/** A test for each family, typed as that family's. */
export function eachSample(visit: <Name extends FamilyName>(sample: Sample<Name>) => void): void {
  for (const sample of Object.values(SAMPLES)) visit(sample);
}
