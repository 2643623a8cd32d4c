import type { MarketStateView, SignalQuery } from '../../../src-core/contract/signals.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { estimateFees, scheduleOn } from '../../../src-core/ledger/fees.ts';
import { Chain } from '../../../src-core/market/chain.ts';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import { isUsable } from '../../../src-core/market/quote.ts';
import { add, fromDollars, type Money, negate, times, toDollars, ZERO } from '../../../src-core/money.ts';
import { crossingFraction, expectedNet, packageQuote } from '../../../src-core/orders/net-price.ts';
import type { Order, OrderLeg, OrderRequest } from '../../../src-core/orders/order.ts';
import { DEFAULT_SIGNAL_SETTINGS, type SignalSettings } from '../../../src-core/signals/automation.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import type { Detection } from '../../../src-core/signals/evidence.ts';
import type { MarketState } from '../../../src-core/signals/market-state.ts';
import { type SettledSignal, type SignalRecord, signalRecordSchema } from '../../../src-core/signals/signal.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';
import type { Denial } from '../../../src-main/risk/denial.ts';
import { CalibrationBook } from '../../../src-main/signals/calibration-book.ts';
import type { Detector } from '../../../src-main/signals/detector.ts';
import { settledSignal } from '../../../src-main/signals/settlement.ts';
import { SignalEngine } from '../../../src-main/signals/signal-engine.ts';
import type { SignalJournal } from '../../../src-main/signals/signal-journal.ts';
import type { Strategise } from '../../../src-main/signals/signal-search.ts';
import { marketState } from '../../support/market-states.ts';
import { PASS_ALL, TradingDesk } from '../trading/trading-desk.ts';
import { DATE, leg, option, SESSION, TestClock, TestJournal, TestQuotes } from '../trading/trading-fixture.ts';

export const SESSION_ID = '5b0d1f0a-0000-4000-8000-00000000000a';
const FEES = scheduleOn(DATE);

/** The close of the minute that ends so long after the open. */
export function bar(minute: number): EpochMs {
  return SESSION.open + minute * MINUTE;
}

/** What the detectors of a test see: the first character of a detector's id, an underlying and a minute. */
export type Script = (detector: string, underlying: Underlying, minute: number) => 'evidence' | 'quiet' | 'abstained' | 'broken';

/** Evidence in SPY for the minutes from `from` to before `to`, by the first detector alone. */
export function evidenceIn(...spans: readonly (readonly [from: number, to: number])[]): Script {
  return (detector, underlying, minute) =>
    detector === 'drift_up' && underlying === 'SPY' && spans.some(([from, to]) => minute >= from && minute < to) ? 'evidence' : 'quiet';
}

function detector(id: string, title: string, script: Script): Detector {
  const detect = (state: MarketState, underlying: Underlying): Detection => {
    const said = script(id, underlying, state.minute);
    if (said === 'broken') throw new Error('divided by nothing');
    if (said === 'abstained') return { kind: 'abstained', reason: 'the chain has no puts' };
    if (said === 'quiet') return { kind: 'quiet', figures: [] };
    const reason = `${underlying} goes up`;
    return { kind: 'evidence', evidence: { detector: id, underlying, outlook: 'up', attraction: null, strength: 2.5, reason, figures: [] } };
  };
  return { id, title, what: 'What a test says.', detect };
}

/** A journal in memory that keeps what went through JSON and its schema. */
export class MemorySignalJournal implements SignalJournal {
  readonly rows = new Map<string, { readonly session: string; readonly record: unknown }>();
  writes = 0;
  #failure: Error | null = null;
  #gate: Promise<void> | null = null;

  fail(error: Error): void {
    this.#failure = error;
  }

  /** Writes wait until the result is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return () => {
      this.#gate = null;
      resolve();
    };
  }

  text(): string {
    return JSON.stringify([...this.rows], null, 1);
  }

  async write(records: readonly SignalRecord[], session: { readonly id: string }): Promise<void> {
    await this.#gate;
    if (this.#failure) throw this.#failure;
    this.writes += 1;
    for (const record of records) {
      const { id } = record.signal;
      this.rows.set(id, { session: this.rows.get(id)?.session ?? session.id, record: signalRecordSchema.parse(JSON.parse(JSON.stringify(record))) });
    }
  }

  async ofSession(sessionId: string): Promise<readonly SignalRecord[]> {
    return this.#all((session) => session === sessionId);
  }

  async unsettledBefore(sessionId: string): Promise<readonly SignalRecord[]> {
    return this.#all((session) => session !== sessionId).filter(({ settlement }) => settlement === null);
  }

  async settled(): Promise<readonly SettledSignal[]> {
    const at = ({ settlement }: SignalRecord): number => settlement?.at ?? 0;
    return this.#all(() => true)
      .sort((left, right) => at(left) - at(right) || left.signal.generatedAt - right.signal.generatedAt || (left.signal.id < right.signal.id ? -1 : 1))
      .flatMap((record) => settledSignal(record) ?? []);
  }

  async list(query: SignalQuery): Promise<{ readonly total: number; readonly records: readonly SignalRecord[] }> {
    const records = this.#all(() => true).toReversed();
    return { total: records.length, records: records.slice(query.offset, query.offset + query.limit) };
  }

  async find(id: string): Promise<SignalRecord | null> {
    return this.#all(() => true).find(({ signal }) => signal.id === id) ?? null;
  }

  #all(which: (session: string) => boolean): SignalRecord[] {
    return [...this.rows.values()].filter(({ session }) => which(session)).map(({ record }) => signalRecordSchema.parse(record));
  }
}

export const LONG = option('call', 640);
export const SHORT = option('call', 642);
const LEGS: readonly OrderLeg[] = [leg(LONG, 'buy'), leg(SHORT, 'sell')];

/** A bull call spread on the quotes of now, its target and stop 60 % of what is paid. */
function bullCallSpread(quotes: TestQuotes, winning: number): Candidate | null {
  const { quote } = packageQuote(LEGS, (symbol) => quotes.quote(symbol));
  if (quote === null) return null;
  const feesOf = (side: (leg: OrderLeg) => 'buy' | 'sell'): Money =>
    add(
      ...estimateFees(FEES, LEGS.map((each) => ({ ...each, side: side(each) })), 1, ({ symbol, side: taken }) => {
        const shown = quotes.quote(symbol);
        return isUsable(shown) ? (taken === 'buy' ? shown.ask : shown.bid) : ZERO;
      }).map(({ amount }) => amount),
    );
  const entry = feesOf(({ side }) => side);
  const exit = feesOf(({ side }) => (side === 'buy' ? 'sell' : 'buy'));
  const paid = times(quote.natural, 100);
  const share = { ratio: 0.6, amount: fromDollars(toDollars(paid) * 0.6) };
  return {
    structure: 'bull call spread',
    legs: [...LEGS],
    selection: 'at the money, 2.00 wide',
    quotes: [],
    natural: quote.natural,
    mid: quote.mid,
    expected: expectedNet(quote, crossingFraction(2)),
    fees: { entry, exit },
    maximumGain: add(fromDollars(200), negate(add(paid, entry))),
    maximumLoss: add(paid, entry),
    breakEvens: [641],
    base: { kind: 'debit', amount: paid },
    target: share,
    stop: share,
    atExpiry: { profit: winning, touch: 0.8, expected: -3, expectedAtExpectedFill: -1 },
    plan: { profit: winning, target: 0.4, stop: 0.4, expiry: 0.2, expected: -3, meanGain: 50, meanLoss: -55 },
    greeks: { delta: 20, gamma: 1, theta: -5, vega: 1 },
    edgeNeeded: { dollars: 3, probability: 0.02 },
    refusal: null,
  };
}

export interface WorldOptions {
  readonly script?: Script;
  /** Goes on with these, as a program that was started again. */
  readonly journal?: MemorySignalJournal;
  readonly orders?: TestJournal;
  readonly settings?: SignalSettings;
  /** Types count as calibrated. */
  readonly calibrated?: boolean;
  readonly from?: EpochMs;
  readonly untradable?: string;
  /** VIX is missing. */
  readonly unknownRegime?: boolean;
  readonly tradingBan?: () => string | null;
  readonly executesByRule?: boolean;
}

/** Minute bars of a market that a test holds, two detectors, a strategist of one structure, and a real order manager on paper. */
export class SignalWorld {
  readonly engine: SignalEngine;
  readonly journal: MemorySignalJournal;
  readonly desk: TradingDesk;
  readonly quotes: TestQuotes;
  readonly clock: TestClock;
  readonly notices: string[];
  readonly placed: OrderRequest[];
  readonly saved: SignalSettings[];
  /** What the record was taught since the start, in that order. */
  readonly taught: SettledSignal[];
  readonly told: { readonly signals: readonly string[]; readonly bar: boolean; readonly calibration: boolean }[] = [];
  readonly #market: { price: number | null };

  private constructor(parts: Pick<SignalWorld, 'engine' | 'journal' | 'desk' | 'quotes' | 'clock' | 'notices' | 'placed' | 'saved' | 'taught'>, market: { price: number | null }) {
    this.engine = parts.engine;
    this.journal = parts.journal;
    this.desk = parts.desk;
    this.quotes = parts.quotes;
    this.clock = parts.clock;
    this.notices = parts.notices;
    this.placed = parts.placed;
    this.saved = parts.saved;
    this.taught = parts.taught;
    this.#market = market;
    this.engine.subscribe((change) => this.told.push(change));
  }

  static async start(options: WorldOptions = {}): Promise<SignalWorld> {
    const { script = evidenceIn([60, 61]), journal = new MemorySignalJournal(), orders = new TestJournal(), from = bar(59), settings = DEFAULT_SIGNAL_SETTINGS } = options;
    const clock = new TestClock(from);
    const quotes = new TestQuotes();
    const market = { price: 640 as number | null };
    const notices: string[] = [];
    const placed: OrderRequest[] = [];
    const saved: SignalSettings[] = [];
    const taught: SettledSignal[] = [];
    const late: { engine?: SignalEngine } = {};
    const denialsOf = (order: Order): readonly Denial[] => late.engine?.orderDenials(order) ?? [];
    const desk = await TradingDesk.start({ quotes, clock, journal: orders, risk: { ...PASS_ALL, check: denialsOf }, ...(options.tradingBan && { tradingBan: options.tradingBan }) });
    const book = new CalibrationBook();
    book.load(await journal.settled());
    let minute = Math.floor((from - SESSION.open) / MINUTE);
    let state: MarketState | null = null;
    const strategise: Strategise = () => {
      const candidate = bullCallSpread(quotes, 0.72);
      if (options.untradable !== undefined || candidate === null) return { candidates: [], recommended: null, reason: options.untradable ?? 'no quotes' };
      return { candidates: [candidate], recommended: 0, reason: null };
    };
    const engine = await SignalEngine.recover({
      session: SESSION,
      sessionId: SESSION_ID,
      clock,
      fees: FEES,
      market: {
        quote: (symbol) => quotes.quote(symbol),
        chain: (underlying) => new Chain(underlying, DATE),
        underlyingPrice: () => (market.price === null ? null : { price: market.price, time: clock.now(), implied: false }),
        distribution: () => (market.price === null ? null : { source: 'lognormal', distribution: lognormalDistribution(market.price, 2 / 640), spot: market.price }),
      },
      tracker: {
        step: (now) => {
          const reached = Math.floor((now - SESSION.open) / MINUTE);
          if (reached <= minute) return false;
          minute = reached;
          const regime = options.unknownRegime ? { regime: { ok: false as const, reason: 'VIX has no price' } } : {};
          state = marketState({ minute, date: DATE, time: bar(minute), ...regime });
          return true;
        },
        state: () => state,
        view: () => emptyView(state),
      },
      detectors: [detector('drift_up', 'Drift up', script), detector('second_look', 'Second look', script)],
      book: {
        add: (signal) => {
          taught.push(signal);
          book.add(signal);
        },
        confidenceOf: (about) => {
          const said = book.confidenceOf(about);
          return options.calibrated ? { ...said, state: 'calibrated', interval: { low: 0.6, high: 0.8 }, expected: 20 } : said;
        },
        isCalibrated: (id) => options.calibrated === true && id === 'drift_up',
        needed: book.needed,
        view: (id, time, titles) => book.view(id, time, titles),
        performance: (underlying) => book.performance(underlying),
      },
      journal,
      settings: { load: async () => settings, save: async (next) => void saved.push(next) },
      place: (request) => {
        placed.push(request);
        return desk.manager.place(request);
      },
      strategise,
      notice: (text) => notices.push(text),
      ...(options.executesByRule === undefined ? {} : { executesByRule: options.executesByRule }),
    });
    late.engine = engine;
    desk.manager.subscribe((change) => engine.onTradingChange(change));
    engine.onTradingChange({ orders: desk.manager.orders() });
    const world = new SignalWorld({ engine, journal, desk, quotes, clock, notices, placed, saved, taught }, market);
    world.prices(1);
    await world.settled();
    return world;
  }

  /** Quotes the spread at that mid, each leg 0.02 wide, and puts the underlying there. */
  prices(mid: number, price: number | null = 640): void {
    this.#market.price = price;
    const now = this.clock.now();
    this.quotes.set(LONG, now, { bid: mid + 0.49, ask: mid + 0.51 });
    this.quotes.set(SHORT, now, { bid: 0.49, ask: 0.51 });
  }

  /** Goes to a moment and waits until all of it is on disk, as the session's pump does. */
  async at(time: EpochMs): Promise<void> {
    await this.desk.at(time);
    this.engine.step(time);
    await this.settled();
  }

  async settled(): Promise<void> {
    for (let busy = true; busy; ) {
      const waiting = [this.engine.pending(), this.desk.manager.pending()].filter((each) => each !== null);
      await Promise.all(waiting);
      busy = waiting.length > 0;
    }
  }

  /** The one signal there is. */
  only(): SignalRecord {
    const [record, ...others] = this.engine.records();
    if (record === undefined || others.length > 0) throw new Error(`there are ${others.length + (record === undefined ? 0 : 1)} signals`);
    return record;
  }

  order(request: Partial<OrderRequest> = {}): Promise<Order> {
    const signalId = 'signalId' in request ? request.signalId : this.only().signal.id;
    const terms = { type: 'limit', limit: fromDollars(1) } as const;
    return this.desk.manager.place({
      id: '00000000-0000-4000-8000-000000000001',
      underlying: 'SPY',
      legs: LEGS,
      quantity: 1,
      terms,
      timeInForce: 'DAY',
      source: 'manual',
      ...request,
      signalId,
    });
  }
}

function emptyView(state: MarketState | null): Omit<MarketStateView, 'detections'> {
  const none = { SPY: [], QQQ: [], IWM: [] };
  const pairs = { SPY_QQQ: [], SPY_IWM: [], QQQ_IWM: [] };
  return {
    state,
    reason: state === null ? 'no minute has closed yet' : null,
    open: SESSION.open,
    reference: SESSION.reference,
    history: { correlation: pairs, baseline: pairs, price: none, implied: none, realised: none, vix: [] },
    cones: none,
    clockLabel: 'flat clock',
  };
}
