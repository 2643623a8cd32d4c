import type { Approval, SignalPage, SignalSettingsView, SignalView } from '../../../src-core/contract/signals.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type InstrumentSymbol, parseSymbol, symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money, money, times } from '../../../src-core/money.ts';
import { DEFAULT_SIGNAL_SETTINGS, type SignalSettings } from '../../../src-core/signals/automation.ts';
import type { Candidate, Structure } from '../../../src-core/signals/candidate.ts';
import { type Outlook, signalTypeOf } from '../../../src-core/signals/evidence.ts';
import type { Confidence, Exit, Fate, Settlement, SignalRecord, SignalStatus } from '../../../src-core/signals/signal.ts';
import { payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { DAY, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { fakeMarketState } from './fake-market-state.ts';
import { ELAPSED, OPEN, SPOTS } from './fake-session.ts';

const DATE = parseIsoDate('2026-11-20');
const NOW = OPEN + ELAPSED;
const FEE = 1.31;

type Leg = readonly [side: 'buy' | 'sell', strike: number, right: 'call' | 'put', price: number, ratio?: number];

interface CandidateParts {
  readonly structure: Structure;
  readonly selection: string;
  readonly legs: readonly Leg[];
  readonly refusal?: string;
  readonly profit: number;
}

function candidate(underlying: Underlying, { structure, selection, legs, refusal, profit }: CandidateParts): Candidate {
  const priced = legs.map(([side, strike, right, price, ratio = 1]) => {
    const symbol: InstrumentSymbol = symbolOf({ kind: 'option', underlying, expiry: DATE, right, strike: fromDollars(strike) });
    return { symbol, side, ratio, price };
  });
  const half = 0.02;
  const sum = (crossing: number): Money =>
    money(Math.round(priced.reduce((net, { side, ratio, price }) => net + ratio * (side === 'buy' ? price + crossing : -(price - crossing)), 0) * 100) * 100);
  const contracts = priced.reduce((count, { ratio }) => count + ratio, 0);
  const fees = { entry: fromDollars(FEE * contracts), exit: fromDollars(FEE * contracts) };
  const natural = sum(half);
  const cost = money(times(natural, 100) + fees.entry);
  const profile = payoffProfile(
    priced.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: side === 'buy' ? ratio : -ratio })),
    cost,
    fromDollars(SPOTS[underlying]),
  );
  const maximumLoss = profile.maximumLoss ?? fromDollars(1_000);
  const base = natural > 0 ? { kind: 'debit' as const, amount: money(times(natural, 100)) } : { kind: 'maximum_loss' as const, amount: maximumLoss };
  const share = (ratio: number) => ({ ratio, amount: money(Math.round((base.amount * ratio) / 100) * 100) });
  return {
    structure,
    legs: priced.map(({ symbol, side, ratio }) => ({ symbol, side, ratio })),
    selection,
    quotes: priced.map(({ symbol, price }, at) => ({ symbol, bid: fromDollars(Math.round((price - half) * 100) / 100), ask: fromDollars(Math.round((price + half) * 100) / 100), bidSize: 40, askSize: 25 + at * 10, iv: 0.131 + at * 0.004, delta: 0.42 - at * 0.17, time: NOW - 4 * MINUTE - 800 })),
    natural,
    mid: sum(0),
    expected: sum(half * 0.62),
    fees,
    maximumGain: profile.maximumGain,
    maximumLoss,
    breakEvens: [...profile.breakEvens],
    base,
    target: share(natural > 0 ? 0.6 : 0.25),
    stop: share(0.5),
    atExpiry: { profit: profit - 0.08, touch: 0.74, expected: -9.4, expectedAtExpectedFill: -7.2 },
    plan: { profit, target: profit - 0.03, stop: 0.9 - profit, expiry: 0.13, expected: -6.2, meanGain: 38.1, meanLoss: -47.5 },
    greeks: { delta: natural > 0 ? 21.4 : -3.1, gamma: natural > 0 ? 4.2 : -8.3, theta: natural > 0 ? -84 : 96, vega: natural > 0 ? 3.1 : -6.4 },
    edgeNeeded: { dollars: 6.2, probability: 0.072 },
    refusal: refusal ?? null,
  };
}

interface SignalParts {
  readonly number: number;
  readonly underlying: Underlying;
  readonly detector: string;
  readonly title: string;
  readonly outlook: Outlook;
  readonly reason: string;
  /** Minutes before now. */
  readonly ago: number;
  readonly candidates: readonly CandidateParts[];
  readonly confidence?: Partial<Confidence>;
  readonly status?: SignalStatus;
  readonly fate?: Fate;
  readonly ended?: string;
  readonly exit?: readonly [Exit, number | null];
}

function record(parts: SignalParts): SignalRecord {
  const { underlying, detector, title, outlook, reason, ago } = parts;
  const generatedAt = Math.floor(NOW / MINUTE) * MINUTE - ago * MINUTE;
  const candidates = parts.candidates.map((each) => candidate(underlying, each));
  const [first] = candidates;
  if (first === undefined) throw new RangeError('a signal has a candidate');
  const price = SPOTS[underlying];
  const settlement: Settlement | null =
    parts.exit === undefined
      ? null
      : {
          exit: parts.exit[0],
          at: generatedAt + 42 * MINUTE,
          result: parts.exit[1] === null ? null : fromDollars(parts.exit[1]),
          expectedResult: parts.exit[1] === null ? null : fromDollars(parts.exit[1] + 3.2),
          won: parts.exit[1] === null ? null : parts.exit[1] > 0,
          reason: parts.exit[1] === null ? 'The session ended before its reference price was known.' : null,
        };
  return {
    signal: {
      id: `30000000-0000-4000-8000-${String(parts.number).padStart(12, '0')}`,
      date: DATE,
      underlying,
      type: signalTypeOf(outlook),
      detector,
      title,
      generatedAt,
      expiresAt: generatedAt + 10 * MINUTE,
      hour: 13,
      regime: 'normal',
      underlyingPrice: fromDollars(price),
      evidence: {
        detector,
        underlying,
        outlook,
        attraction: null,
        strength: 2.4,
        reason,
        figures: [
          { name: 'Gap', value: -2.4, unit: 'sigma', bound: 2 },
          { name: 'Correlation, 20 minutes', value: 0.61, unit: 'ratio', bound: 0.75 },
          { name: 'Minutes left', value: 138, unit: 'minutes', bound: 20 },
        ],
      },
      candidates,
      recommended: 0,
      confidence: { implied: first.plan.profit, probability: first.plan.profit, state: 'uncalibrated', sample: 34, needed: 100, interval: null, expected: first.plan.expected, ...parts.confidence },
      bound: { underlyingLow: fromDollars(Math.round((price - 0.6) * 100) / 100), underlyingHigh: fromDollars(Math.round((price + 0.4) * 100) / 100), highestNet: money(first.natural + 400) },
      quantity: 3,
      state: fakeMarketState(252 - ago),
    },
    status: parts.status ?? 'active',
    fate: parts.fate ?? 'open',
    approvedAt: null,
    endedAt: parts.status === undefined ? null : generatedAt + 6 * MINUTE,
    reason: parts.ended ?? null,
    orderId: null,
    openResult: settlement === null ? fromDollars(-14.2) : null,
    settlement,
  };
}

export function fakeRecords(): SignalRecord[] {
  return [
    record({
      number: 1,
      underlying: 'QQQ',
      detector: 'correlation_reversion',
      title: 'Correlation reversion',
      outlook: 'up',
      reason: 'QQQ is 0.18 % behind what SPY explains (−2.4σ of the gap), and their correlation fell to 0.61 from an ordinary 0.90.',
      ago: 1,
      candidates: [
        { structure: 'bull call spread', selection: 'Long at 42 Δ, short one expected move above', legs: [['buy', 549, 'call', 1.42], ['sell', 551, 'call', 0.61]], profit: 0.54 },
        { structure: 'long call', selection: 'At 42 Δ', legs: [['buy', 549, 'call', 1.42]], profit: 0.43 },
        { structure: 'bull put spread', selection: 'Short at 30 Δ, two strikes wide', legs: [['sell', 547, 'put', 0.72], ['buy', 545, 'put', 0.31]], profit: 0.68 },
        { structure: 'broken-wing call butterfly', selection: 'Body at the expected move', legs: [['buy', 549, 'call', 1.42], ['sell', 552, 'call', 0.41, 2], ['buy', 557, 'call', 0.04]], profit: 0.49, refusal: 'The 557 call has no bid, so the package cannot be closed at a price that is known.' },
      ],
    }),
    record({
      number: 2,
      underlying: 'SPY',
      detector: 'premium',
      title: 'Implied against realised premium',
      outlook: 'calm',
      reason: 'Options on SPY ask for 13.1 % a year where 11.8 % was realised since the open on the variance clock.',
      ago: 3,
      candidates: [
        { structure: 'iron condor', selection: 'Shorts at 16 Δ, three strikes wide', legs: [['sell', 617, 'call', 0.62], ['buy', 620, 'call', 0.24], ['sell', 607, 'put', 0.71], ['buy', 604, 'put', 0.31]], profit: 0.66 },
        { structure: 'iron butterfly', selection: 'Body at the money, wings at the expected move', legs: [['sell', 612, 'call', 1.6], ['buy', 616, 'call', 0.4], ['sell', 612, 'put', 1.4], ['buy', 608, 'put', 0.3]], profit: 0.52 },
      ],
      confidence: { state: 'calibrated', probability: 0.69, sample: 212, interval: { low: 0.63, high: 0.74 }, expected: 2.4 },
    }),
    record({ number: 3, underlying: 'IWM', detector: 'opening_range_break', title: 'Opening-range break', outlook: 'down', reason: 'IWM left its opening range at 230.40 downwards with 1.6 times the ordinary volume.', ago: 58, candidates: [{ structure: 'bear put spread', selection: 'Long at 40 Δ', legs: [['buy', 231, 'put', 0.82], ['sell', 229, 'put', 0.22]], profit: 0.51 }], status: 'cancelled', fate: 'dismissed', ended: 'Dismissed.', exit: ['stop', -36.24] }),
    record({ number: 4, underlying: 'SPY', detector: 'pin', title: 'Pin near a heavy strike', outlook: 'calm', reason: 'The 610 strike holds 21 % of the gamma and SPY is 0.4σ from it.', ago: 102, candidates: [{ structure: 'iron butterfly', selection: 'Body at the heaviest strike', legs: [['sell', 610, 'call', 2.6], ['buy', 614, 'call', 0.8], ['sell', 610, 'put', 0.9], ['buy', 606, 'put', 0.2]], profit: 0.55 }], status: 'executed', fate: 'traded', ended: 'Order 12 was taken.', exit: ['target', 48.52] }),
    record({ number: 5, underlying: 'QQQ', detector: 'momentum_continuation', title: 'Momentum continuation', outlook: 'up', reason: 'QQQ rose 1.9σ in 30 minutes.', ago: 131, candidates: [{ structure: 'long call', selection: 'At 40 Δ', legs: [['buy', 550, 'call', 1.1]], profit: 0.41 }], status: 'expired', fate: 'left', ended: 'Its time was over.', exit: ['target', 71.4] }),
    record({ number: 6, underlying: 'SPY', detector: 'volatility_expansion', title: 'Volatility expansion', outlook: 'wild', reason: 'The last 30 minutes realised 2.3 times what options asked for.', ago: 190, candidates: [{ structure: 'long strangle', selection: 'At 25 Δ', legs: [['buy', 615, 'call', 0.7], ['buy', 609, 'put', 0.8]], profit: 0.38 }], status: 'cancelled', fate: 'blocked', ended: 'The order would lose more in a day than is allowed: $612.40 of $600.00.', exit: ['expiry', -155.24] }),
    record({ number: 7, underlying: 'IWM', detector: 'momentum_continuation', title: 'Momentum continuation', outlook: 'down', reason: 'IWM fell 1.7σ in 30 minutes.', ago: 77, candidates: [{ structure: 'bear call spread', selection: 'Short at 30 Δ', legs: [['sell', 232, 'call', 0.6], ['buy', 234, 'call', 0.14]], profit: 0.63 }], status: 'expired', fate: 'lapsed', ended: 'IWM was at 231.60, above 231.56.' }),
    record({ number: 8, underlying: 'IWM', detector: 'premium', title: 'Implied against realised premium', outlook: 'calm', reason: 'Options on IWM ask for 19.4 % a year where 16.0 % was realised.', ago: 160, candidates: [{ structure: 'iron condor', selection: 'Shorts at 16 Δ', legs: [['sell', 233, 'call', 0.3], ['buy', 235, 'call', 0.08], ['sell', 229, 'put', 0.32], ['buy', 227, 'put', 0.1]], profit: 0.64 }], confidence: { state: 'calibrated', probability: 0.66, sample: 211, interval: { low: 0.6, high: 0.72 }, expected: 1.1 }, status: 'executed', fate: 'automatic', ended: 'Order 9 was taken by rule.', exit: ['expiry', 34.76] }),
  ];
}

export function fakeView({ signal, ...rest }: SignalRecord): SignalView {
  const chosen = signal.candidates[signal.recommended];
  if (chosen === undefined) throw new RangeError('the recommended candidate is not there');
  const { id, date, underlying, type, detector, title, generatedAt, expiresAt, hour, regime, underlyingPrice, quantity, evidence, confidence, bound } = signal;
  const { structure, legs, natural, mid, expected, maximumGain, maximumLoss, base, target, stop, plan, edgeNeeded } = chosen;
  const { status, fate, approvedAt, endedAt, reason: endReason, orderId, openResult, settlement } = rest;
  return {
    id, date, underlying, type, detector, title, generatedAt, expiresAt, hour, regime, underlyingPrice, quantity,
    outlook: evidence.outlook, strength: evidence.strength, reason: evidence.reason,
    structure, legs, natural, mid, expected, maximumGain, maximumLoss, base, target, stop, plan, edgeNeeded,
    confidence, bound, status, fate, approvedAt, endedAt, endReason, orderId, openResult, settlement,
  };
}

const DETECTORS = [
  ['correlation_reversion', 'Correlation reversion', 'An underlying that left its pair behind or ahead, and is drawn back.'],
  ['momentum_continuation', 'Momentum continuation', 'A move of more than options asked for, with volume.'],
  ['premium', 'Implied against realised premium', 'Options ask for more variance than the session has realised.'],
  ['pin', 'Pin near a heavy strike', 'A strike with much of the gamma, near the price, late in the session.'],
  ['opening_range_break', 'Opening-range break', 'The price leaves the range of the first 30 minutes.'],
  ['volatility_expansion', 'Volatility expansion', 'The last half hour realised far more than options ask for.'],
  ['event_day', 'Event day', 'A scheduled event whose variance options do not ask for.'],
] as const;

/** Signals that can be approved and dismissed, and settings, in memory. */
export class FakeSignals {
  #records = fakeRecords();
  #settings: SignalSettings = { ...DEFAULT_SIGNAL_SETTINGS, automation: { premium: { enabled: true, leastConfidence: 0.65, leastExpected: 1, mostPerDay: 3 } } };

  views(): SignalView[] {
    return this.#records.map(fakeView);
  }

  list(offset: number, limit: number): SignalPage {
    const total = 137;
    const made = this.#records.filter(({ settlement }) => settlement !== null);
    const signals = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at): SignalView => {
      const number = offset + at;
      const view = fakeView(made[number % made.length] ?? made[0] ?? fakeRecords()[0] ?? raise('no record'));
      return { ...view, id: `31000000-0000-4000-8000-${String(number).padStart(12, '0')}`, date: parseIsoDate(new Date(OPEN - (1 + Math.floor(number / 6)) * DAY).toISOString().slice(0, 10)) };
    });
    return { total, signals };
  }

  get(id: string): SignalRecord {
    return this.#records.find(({ signal }) => signal.id === id) ?? this.#records.find(({ settlement }) => settlement !== null) ?? raise(id);
  }

  approve(id: string): Approval {
    const { signal, status } = this.get(id);
    if (status !== 'active') throw new ContractFailure({ code: 'conflict', message: `the signal is ${status}` });
    const view = fakeView(this.get(id));
    return { ticket: { underlying: signal.underlying, legs: view.legs, quantity: signal.quantity, terms: { type: 'limit', limit: view.expected }, timeInForce: 'DAY', signalId: id }, bound: signal.bound, expiresAt: signal.expiresAt, title: signal.title, generatedAt: signal.generatedAt };
  }

  change(id: string, isDismissed: boolean): SignalView {
    this.#records = this.#records.map((each) => (each.signal.id !== id ? each : isDismissed ? { ...each, status: 'cancelled', fate: 'dismissed', endedAt: NOW, reason: 'Dismissed.' } : { ...each, status: 'active', fate: 'open', endedAt: null, reason: null }));
    return fakeView(this.get(id));
  }

  configure(settings: SignalSettings): SignalSettingsView {
    this.#settings = settings;
    return this.settings();
  }

  settings(): SignalSettingsView {
    return { settings: this.#settings, detectors: DETECTORS.map(([id, title, what]) => ({ id, title, what })), calibrated: ['premium', 'pin'], needed: 100 };
  }
}

function raise(what: string): never {
  throw new ContractFailure({ code: 'not_found', message: `no signal ${what}` });
}
