import type { ContractHost, StreamPayload, Tap } from '../../../src-core/contract/host.ts';
import { FRAME_FIELDS, FRAME_ROWS, newFrame } from '../../../src-core/contract/frame.ts';
import { STATUS_CODE } from '../../../src-core/market/quote-status.ts';
import { type ChainLayout, type MarketView, type PositionsView, type SessionView, type SmileView, ticketSchema } from '../../../src-core/contract/schemas.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type InstrumentSymbol, isUnderlying, symbolOf, type Ticker, TICKERS, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { FakeSignals } from './fake-signals.ts';
import { fakeCalibration } from './fake-calibration.ts';
import { FakeRisk } from './fake-risk.ts';
import { FakeLimits } from './fake-limits.ts';
import { FakeJournal } from './fake-journal.ts';
import { FakePerformance } from './fake-performance.ts';
import { fakeAnalysis, twentyLegs } from './fake-analysis.ts';
import { FakeAccess } from './fake-access.ts';
import { fakeAppView } from './fake-app.ts';
import { FakeBroker } from './fake-broker.ts';
import { FakeCrashes } from './fake-crashes.ts';
import { FakeAlerts } from './fake-alerts.ts';
import { FakeExits } from './fake-exits.ts';
import { FakeSystem } from './fake-system.ts';
import { FakeUpdates } from './fake-updates.ts';
import { FakeVolatility } from './fake-volatility.ts';
import { FakePractice } from './fake-practice.ts';
import { fakePreview } from './fake-preview.ts';
import { fakeCorrelations, fakeMarketStateView } from './fake-market-state.ts';
import { ELAPSED, fakeSpot, OPEN, SPOTS } from './fake-session.ts';
import { signalSettingsSchema } from '../../../src-core/signals/automation.ts';
import { PAIR_NAMES } from '../../../src-core/signals/market-state.ts';
import { fakeConnections, fakeDeskView, fakeHistory, fakeServers, fakeTest, type Scenario } from './fake-desk.ts';

const DATE = parseIsoDate('2026-11-20');
const CLOCK = 'variance clock · FOMC 14:00';
const SIGMA = 4.1;
const BEFORE: Record<Ticker, number> = { SPY: 609.13, QQQ: 544.88, IWM: 231.6, VIX: 17.45 };

/** A core for looking at the window: made-up prices that move, settings in memory, no orders. */
export class FakeCore implements ContractHost {
  readonly #settings = new Map<string, unknown>();
  readonly #timers = new Set<ReturnType<typeof setInterval>>();
  readonly #interval: number;
  #paused = false;
  #speed: number | null = 1;
  #tick = 0;

  readonly #signals = new FakeSignals();
  readonly #limits = new FakeLimits();
  readonly #scenario: Scenario;
  readonly #risk: FakeRisk;
  readonly #performance: FakePerformance;
  readonly #journal: FakeJournal;
  readonly #alerts: FakeAlerts;
  readonly #exits = new FakeExits(() => this.#now());

  readonly #volatility: FakeVolatility;
  readonly #practice: FakePractice;
  readonly #system: FakeSystem;
  readonly #updates: FakeUpdates;
  readonly #crashes: FakeCrashes;
  readonly #access: FakeAccess;
  readonly #broker: FakeBroker;

  /** `access` may be of several connections, so that a page that is loaded anew is as it was. */
  constructor(scenario: Scenario = 'local', interval = 100, access = new FakeAccess(scenario)) {
    this.#access = access;
    this.#every(1_000, () => access.step());
    this.#scenario = scenario;
    this.#broker = new FakeBroker(scenario, () => access.account);
    // Who looks at something else is not offered the tour.
    if (scenario !== 'first-run') this.#settings.set('tour', { came: 'declined', step: 'market', tradeId: null });
    this.#system = new FakeSystem(scenario);
    this.#updates = new FakeUpdates(scenario);
    this.#crashes = new FakeCrashes(scenario);
    this.#practice = new FakePractice(scenario);
    this.#every(1_000, () => this.#paused || this.#practice.tick());
    this.#volatility = new FakeVolatility(scenario, () => this.#now());
    this.#risk = new FakeRisk(scenario, () => this.#now());
    this.#performance = new FakePerformance(scenario);
    this.#journal = new FakeJournal(scenario, this.#signals);
    this.#interval = interval;
    this.#alerts = new FakeAlerts(scenario !== 'alerts', () => this.#now(), (ticker) => this.#spot(ticker));
    this.#every(1_000, () => this.#alerts.step());
  }

  call(operation: string, input: unknown): Promise<unknown> {
    try {
      this.#access.check(operation);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    const asked = this.#updates.call(operation, typeof input === 'object' && input !== null && 'when' in input ? input.when : null, () => fakeAppView(this.#scenario, this.#crashes)) ?? this.#system.call(operation, input) ?? this.#crashes.call(operation, input) ?? this.#access.call(operation, input) ?? this.#alerts.call(operation, input) ?? this.#risk.call(operation, input) ?? this.#exits.call(operation, input) ?? this.#volatility.call(operation, input) ?? this.#performance.call(operation, input) ?? this.#journal.call(operation, input) ?? this.#broker.call(operation, input) ?? this.#practice.call(operation, input);
    if (asked !== null) return asked;
    const fields = typeof input === 'object' && input !== null ? new Map(Object.entries(input)) : new Map<string, unknown>();
    switch (operation) {
      case 'settings.get':
        return Promise.resolve({ value: this.#settings.get(String(fields.get('name'))) ?? null });
      case 'settings.set':
        this.#settings.set(String(fields.get('name')), fields.get('value'));
        return Promise.resolve({});
      case 'session.pause':
      case 'session.resume':
        this.#paused = operation === 'session.pause';
        return Promise.resolve(this.#session());
      case 'session.speed': {
        const speed = fields.get('speed');
        this.#speed = typeof speed === 'number' ? speed : null;
        return Promise.resolve(this.#session());
      }
      case 'market.history': {
        if (this.#scenario === 'no-history') return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'InfluxDB does not answer, and nothing is kept here' }));
        const ticker = TICKERS.find((known) => known === fields.get('ticker')) ?? 'SPY';
        return Promise.resolve(fakeHistory(SPOTS[ticker], String(fields.get('range')), this.#scenario, OPEN));
      }
      case 'market.correlations':
        return Promise.resolve(fakeCorrelations(PAIR_NAMES.find((name) => name === fields.get('pair')) ?? 'SPY_QQQ', String(fields.get('range'))));
      case 'signals.list':
        return Promise.resolve(this.#signals.list(Number(fields.get('offset') ?? 0), Number(fields.get('limit') ?? 50)));
      case 'signals.get':
        return Promise.resolve(this.#signals.get(String(fields.get('id'))));
      case 'signals.approve':
        return new Promise((resolve) => resolve(this.#signals.approve(String(fields.get('id')))));
      case 'signals.dismiss':
      case 'signals.restore':
        return Promise.resolve(this.#signals.change(String(fields.get('id')), operation === 'signals.dismiss'));
      case 'signals.settings':
        return Promise.resolve(this.#signals.settings());
      case 'signals.configure':
        return Promise.resolve(this.#signals.configure(signalSettingsSchema.parse(fields.get('settings'))));
      case 'limits.get':
      case 'limits.set':
      case 'limits.withdraw':
        return this.#limits.call(operation, fields);
      case 'orders.preview':
        return Promise.resolve(fakePreview(ticketSchema.parse(input), Math.round(2 + 6 * Math.sin(this.#tick / 60)) / 100));
      case 'connections.test':
        return fakeTest(String(fields.get('server')));
      case 'connections.save':
        return Promise.resolve({ ...fakeConnections(this.#scenario), settings: fields.get('settings'), restartNeeded: true });
      case 'desk.takeOver':
        return Promise.reject(new ContractFailure({ code: 'conflict', message: 'another workstation took the lease at the same time' }));
      default:
        return Promise.reject(new ContractFailure({ code: 'unavailable', message: `${operation} is not played by the fake core` }));
    }
  }

  open(stream: string, input: unknown, subscription: number, notify: () => void): Tap {
    if (stream === 'access') {
      let fresh = true;
      const close = this.#access.onChange(() => ((fresh = true), notify()));
      queueMicrotask(notify);
      return { take: () => (fresh ? ((fresh = false), { kind: 'value', value: this.#access.view() }) : null), close };
    }
    const refuse = (): void => {
      if (!this.#access.isOpen) throw new ContractFailure({ code: 'forbidden', message: `stream ${stream}: nobody may see it here now` });
    };
    refuse();
    const tap = this.#open(stream, input, subscription, notify);
    const stop = this.#access.onChange(notify);
    return { take: () => (refuse(), tap.take()), close: () => (stop(), tap.close()) };
  }

  #open(stream: string, input: unknown, subscription: number, notify: () => void): Tap {
    if (stream === 'chain') {
      const underlying = typeof input === 'object' && input !== null && 'underlying' in input ? String(input.underlying) : '';
      if (!isUnderlying(underlying)) throw new ContractFailure({ code: 'bad_input', message: 'no such underlying' });
      return this.#chain(underlying, subscription, notify);
    }
    if (stream === 'alerts' || stream === 'alertRules') return this.#alerts.open(stream, subscription, notify);
    if (stream === 'smile') {
      const underlying = typeof input === 'object' && input !== null && 'underlying' in input ? String(input.underlying) : '';
      if (!isUnderlying(underlying)) throw new ContractFailure({ code: 'bad_input', message: 'no such underlying' });
      return this.#values(() => this.#smile(underlying), false, notify);
    }
    if (stream === 'broker' && this.#scenario === 'watching') return { take: () => null, close: () => undefined };
    if (stream === 'vendorGreeks') {
      const underlying = typeof input === 'object' && input !== null && 'underlying' in input ? String(input.underlying) : '';
      if (!isUnderlying(underlying)) throw new ContractFailure({ code: 'bad_input', message: 'no such underlying' });
      return this.#values(() => this.#broker.greeks(underlying, this.#spot(underlying)), false, notify);
    }
    if (stream === 'volatility' || stream === 'gamma') {
      const underlying = typeof input === 'object' && input !== null && 'underlying' in input ? String(input.underlying) : '';
      if (!isUnderlying(underlying)) throw new ContractFailure({ code: 'bad_input', message: 'no such underlying' });
      return this.#values(() => this.#volatility[stream](underlying), false, notify);
    }
    if (stream === 'analysis') {
      const underlying = typeof input === 'object' && input !== null && 'underlying' in input ? String(input.underlying) : '';
      if (!isUnderlying(underlying)) throw new ContractFailure({ code: 'bad_input', message: 'no such underlying' });
      return this.#values(() => fakeAnalysis(underlying, this.#spot(underlying), this.#now()), false, notify);
    }
    if (stream === 'calibration') {
      const detector = typeof input === 'object' && input !== null && 'detector' in input && typeof input.detector === 'string' ? input.detector : null;
      return this.#values(() => fakeCalibration(detector, this.#now(), this.#scenario), true, notify);
    }
    const values: Record<string, () => unknown> = {
      session: () => this.#session(),
      broker: () => this.#broker.view(),
      market: () => this.#market(),
      positions: () => this.#positions(),
      connections: () => fakeConnections(this.#scenario),
      performance: () => this.#performance.state(),
      practice: () => this.#practice.state(),
      app: () => this.#updates.on(fakeAppView(this.#scenario, this.#crashes)),
      signals: () => (this.#scenario === 'no-signals' ? [] : this.#signals.views()),
      risk: () => this.#risk.view(),
      expiry: () => this.#risk.expiry(),
      exits: () => (this.#scenario === 'exits' ? this.#exits.views() : []),
      marketState: () => fakeMarketStateView(this.#scenario === 'no-signals' ? null : 252),
      orders: () => [],
      notices: () => [{ id: 1, time: OPEN, level: 'info', text: 'Simulated market opened' }],
    };
    const value = values[stream];
    if (!value) throw new ContractFailure({ code: 'not_found', message: `no stream ${stream}` });
    return this.#values(value, stream === 'orders' || stream === 'notices', notify);
  }

  #values(value: () => unknown, once: boolean, notify: () => void): Tap {
    let fresh = true;
    const close = once ? () => undefined : this.#every(500, () => this.#system.isAway || ((fresh = true), notify()));
    queueMicrotask(notify);
    return { take: () => (fresh ? ((fresh = false), { kind: 'value', value: value() }) : null), close };
  }

  closed(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers.clear();
  }

  #every(milliseconds: number, task: () => void): () => void {
    const timer = setInterval(task, milliseconds);
    this.#timers.add(timer);
    return () => {
      clearInterval(timer);
      this.#timers.delete(timer);
    };
  }

  #now(): number {
    return OPEN + ELAPSED + this.#tick * 100;
  }

  #session(): SessionView {
    return {
      run: 'fake',
      date: DATE,
      now: this.#now(),
      phase: 'open',
      open: OPEN,
      reference: OPEN + 6.5 * 3_600_000,
      lastTrade: OPEN + 6.75 * 3_600_000,
      earlyClose: false,
      paused: this.#paused,
      speed: this.#speed,
      feed: { kind: 'simulated', label: 'SIMULATED', detail: 'seed 7', age: 120, stale: false, ended: false, quotes: 1e6, quotesPerSecond: 8412, problems: 0, lastProblem: null, ...this.#broker.feed() },
      ...(this.#practice.practised !== null && { practice: this.#practice.practised }),
      profile: fakeDeskView(this.#scenario) === null ? 'local' : 'desk',
      store: { kind: 'sqlite', state: 'ready', detail: 'written through' },
      servers: fakeServers(this.#scenario),
      desk: fakeDeskView(this.#scenario),
      referencePrices: {},
    };
  }

  #spot(ticker: Ticker): number {
    return fakeSpot(ticker, this.#tick);
  }

  #market(): MarketView {
    return {
      time: this.#now(),
      tickers: TICKERS.map((ticker) => {
        const last = this.#spot(ticker);
        const change = last - BEFORE[ticker];
        const atm = Math.round(last);
        return {
          ticker,
          time: this.#now(),
          last,
          bid: ticker === 'VIX' ? null : last - 0.01,
          ask: ticker === 'VIX' ? null : last + 0.01,
          volume: ticker === 'VIX' ? null : 38_412_000,
          open: BEFORE[ticker] + 0.4,
          high: last + 1.1,
          low: BEFORE[ticker] - 0.3,
          previousClose: BEFORE[ticker],
          change,
          changePercent: (change / BEFORE[ticker]) * 100,
          stale: false,
          chain:
            ticker === 'VIX'
              ? null
              : {
                  expiry: DATE,
                  contracts: 120,
                  forward: last + 0.04,
                  forwardSource: 'parity' as const,
                  atmStrike: atm,
                  atmIv: 0.131,
                  sigmaLeft: SIGMA,
                  clock: 'variance' as const,
                  clockLabel: CLOCK,
                  minutesLeft: 148.2,
                  forwardError: 0.003,
                  pairsUsed: 21,
                  pairsRejected: 2,
                  discount: 0.99998,
                  discountSource: 'configured' as const,
                  rate: 0.04,
                  dividendYield: { value: 0.011, error: 0.018, significant: false },
                  disagreement: ticker === 'IWM',
                },
          minutes: Array.from({ length: 252 }, (_, minute) => BEFORE[ticker] + (change * minute) / 252 + Math.sin(minute / 9) * last * 6e-4),
        };
      }),
    };
  }

  /** A normal density, a parabola of volatilities, and some quotes that are rich or cheap to it. */
  #smile(underlying: Underlying): SmileView {
    const forward = this.#spot(underlying) + 0.04;
    const fitted = (strike: number): number => 0.131 + 0.006 * ((strike - forward) / SIGMA) ** 2 - 0.004 * ((strike - forward) / SIGMA);
    const strikes = Array.from({ length: 31 }, (_, index) => Math.round(SPOTS[underlying]) - 15 + index);
    return {
      underlying,
      time: this.#now(),
      expiry: DATE,
      clockLabel: CLOCK,
      forward,
      points: strikes.map((strike, index) => {
        const halfSpread = 0.002 + 0.001 * Math.abs((strike - forward) / SIGMA) ** 2;
        const residualHalfSpreads = index % 9 === 4 ? 1.4 : index % 9 === 7 ? -1.3 : 0.6 * Math.sin(index);
        const residual = residualHalfSpreads * halfSpread;
        return { strike, iv: fitted(strike) + residual, halfSpread, residual, residualHalfSpreads };
      }),
      fit: {
        state: 'fitted',
        rms: 0.0014,
        rmsHalfSpreads: 0.7,
        withinSpread: 0.77,
        curve: Array.from({ length: 121 }, (_, index) => {
          const strike = (strikes[0] ?? 0) + index / 4;
          const z = (strike - forward) / SIGMA;
          return { strike, iv: fitted(strike), density: Math.exp(-0.5 * z * z) / (SIGMA * Math.sqrt(2 * Math.PI)), cumulative: 1 / (1 + Math.exp(-1.702 * z)) };
        }),
        move: { mean: 0.8 * SIGMA, sigma: SIGMA, interval68: { low: forward - SIGMA, high: forward + SIGMA }, interval95: { low: forward - 1.96 * SIGMA, high: forward + 1.96 * SIGMA } },
      },
      straddle: { mean: 0.79 * SIGMA, sigma: 0.79 * 1.2533 * SIGMA, strikes: [Math.floor(forward), Math.ceil(forward)] },
    };
  }

  #positions(): PositionsView {
    const none = { optimistic: ZERO, expected: ZERO, pessimistic: ZERO };
    const cash = fromDollars(25_000);
    return {
      time: this.#now(),
      clockLabel: 'flat clock',
      account: {
        ...this.#access.account,
        cash,
        netLiquidationMid: cash,
        netLiquidation: cash,
        margin: ZERO,
        buyingPower: cash,
        realisedToday: ZERO,
        unrealised: none,
        commissionToday: ZERO,
        feesToday: ZERO,
        profitToday: none,
      },
      packages: this.#scenario === 'exits' ? this.#exits.packages() : this.#scenario === 'analysis' ? twentyLegs() : [],
    };
  }

  #chain(underlying: Underlying, subscription: number, notify: () => void): Tap {
    const layout = layoutOf(underlying);
    const rows = layout.contracts.length;
    let payload: 'layout' | 'frame' | null = 'layout';
    let seq = 0;
    const close = this.#every(this.#interval, () => {
      if (this.#paused) return;
      this.#tick += 1;
      payload ??= 'frame';
      notify();
    });
    queueMicrotask(notify);
    const take = (): StreamPayload | null => {
      if (payload === null) return null;
      if (payload === 'layout') {
        payload = 'frame';
        queueMicrotask(notify);
        return { kind: 'value', value: layout };
      }
      payload = null;
      seq += 1;
      const changed = Array.from({ length: rows }, (_, row) => row).filter((row) => seq === 1 || (row * 7 + this.#tick) % 3 === 0);
      const frame = newFrame(subscription, seq, this.#now(), layout.layoutVersion, Math.min(changed.length, FRAME_ROWS));
      changed.slice(0, FRAME_ROWS).forEach((row, index) => {
        frame.dirty[index] = row;
        frame.values.set(this.#quote(underlying, layout, row), index * FRAME_FIELDS.length);
      });
      return { kind: 'frame', buffer: frame.buffer };
    };
    return { take, close };
  }

  #quote(underlying: Underlying, layout: ChainLayout, row: number): number[] {
    const contract = layout.contracts[row];
    if (!contract) return [];
    const spot = this.#spot(underlying);
    const moneyness = (contract.strike - spot) / SIGMA;
    const time = SIGMA * 0.4 * Math.exp(-(moneyness ** 2) / 2.2);
    const inside = Math.max(0, contract.right === 'call' ? spot - contract.strike : contract.strike - spot);
    const fair = inside + time * (1 + 0.01 * Math.sin(this.#tick / 5 + row));
    const half = fair < 0.1 ? 0.01 : fair < 3 ? 0.02 : 0.15;
    const bid = Math.max(0, Math.floor((fair - half) * 100) / 100);
    const ask = Math.ceil((fair + half) * 100) / 100;
    const isStale = row % 37 === 5;
    const isOneSided = bid === 0;
    const gone = isStale || isOneSided;
    const delta = 1 / (1 + Math.exp(1.7 * moneyness));
    const absent = Number.NaN;
    return [
      isOneSided ? absent : bid,
      ask,
      25,
      40,
      fair,
      1000 + ((row * 7919) % 22_000),
      (row * 104_729) % 9000,
      gone ? absent : (bid + ask) / 2,
      gone ? absent : 0.131 + Math.abs(moneyness) * 0.012,
      gone ? absent : contract.right === 'call' ? delta : delta - 1,
      gone ? absent : 0.14 * Math.exp(-(moneyness ** 2)),
      gone ? absent : -1.2,
      gone ? absent : 0.1,
      gone ? absent : 0.01,
      gone ? absent : 0.8,
      gone ? absent : 0.002,
      gone ? absent : 0.001,
      gone ? absent : 0.02,
      gone ? absent : contract.right === 'call' ? delta : 1 - delta,
      STATUS_CODE[isOneSided ? 'one_sided' : isStale ? 'stale' : 'priced'],
    ];
  }
}

function layoutOf(underlying: Underlying): ChainLayout {
  const middle = Math.round(SPOTS[underlying]);
  const contracts = Array.from({ length: 61 }, (_, index) => middle - 30 + index).flatMap((strike) =>
    (['call', 'put'] as const).map((right) => ({
      symbol: symbolOf({ kind: 'option', underlying, expiry: DATE, right, strike: fromDollars(strike) }) as InstrumentSymbol,
      strike,
      right,
    })),
  );
  return { underlying, expiry: DATE, layoutVersion: 1, clockLabel: 'flat clock', contracts };
}
