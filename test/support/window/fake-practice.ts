import type { PracticeRecordings, PracticeRun, PracticeRunRow, PracticeState } from '../../../src-core/contract/practice.ts';
import { practiceJumpSchema, practiceStartSchema, practiceStepSchema } from '../../../src-core/contract/practice.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { practiceScore, type PractisedTrade } from '../../../src-core/practice/score.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { metricsOf } from '../../../src-core/performance/metrics-of.ts';
import { parseIsoDate, SECOND } from '../../../src-core/time.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';

const DATE = parseIsoDate('2026-11-19');
const OPEN = Date.parse('2026-11-19T14:30:00Z');
const LAST = Date.parse('2026-11-19T21:15:00Z');
const FOLDER = '/home/ann/.local/share/smart-0dte/recordings';
const dollars = fromDollars;

function trade(index: number, given: Partial<PractisedTrade>): PractisedTrade {
  const leg = (right: 'C' | 'P', strike: number, side: 'buy' | 'sell') => ({ symbol: `SPY   261119${right}${String(strike * 1_000).padStart(8, '0')}` as InstrumentSymbol, side, ratio: 1 });
  return {
    tradeId: `00000000-0000-4000-8000-00000000000${index}`,
    underlying: 'SPY',
    strategy: 'bull put spread',
    legs: [leg('P', 608, 'sell'), leg('P', 606, 'buy')],
    openedAt: OPEN + index * 40 * 60_000,
    closedAt: OPEN + index * 55 * 60_000,
    quantity: 5,
    openCost: dollars(-210),
    openingCosts: dollars(6.5),
    realised: dollars(96),
    commission: dollars(13),
    fees: dollars(1.4),
    unrealised: ZERO,
    netAtMid: dollars(96.6),
    netAtNatural: dollars(61.2),
    risk: dollars(796.5),
    best: dollars(131),
    worst: dollars(-88),
    ...given,
  };
}

/** Practice to look at: days on the shelf, a run whose time goes by, and its score. */
export class FakePractice {
  #state: PracticeState = { state: 'none', refusal: null };
  #runs: PracticeRun[];
  readonly #isEmpty: boolean;
  #day = 0;

  constructor(scenario: string) {
    this.#isEmpty = scenario === 'practice-empty';
    this.#runs = this.#isEmpty ? [] : [this.#scored('11111111-1111-4111-8111-111111111111', dollars(25_000), OPEN, OPEN + 4 * 3_600_000)];
    if (scenario === 'watching') this.#state = { state: 'none', refusal: 'practice is for the local profile: on a desk this terminal may have to trade or to hand over the account at any moment' };
    if (scenario === 'practice') this.#begin(OPEN + 95 * 60_000, 'running');
  }

  /** What the session says it is; null for the real one. */
  get practised(): { readonly id: string; readonly recording: string } | null {
    return this.#state.state === 'running' ? { id: `day ${this.#day}`, recording: this.#state.recording } : null;
  }

  get now(): number | null {
    return this.#state.state === 'running' ? this.#state.now : null;
  }

  state(): PracticeState {
    return this.#state;
  }

  /** null for what is not of practice. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    switch (operation) {
      case 'practice.recordings':
      case 'practice.removeFolder':
        return Promise.resolve(this.#shelf());
      case 'practice.addFolder':
        return Promise.reject(new ContractFailure({ code: 'bad_input', field: 'path', message: 'path: "/data" there is no such file or directory; expected a folder or file of recordings (docs/replay-format.md)' }));
      case 'practice.start':
        this.#begin(practiceStartSchema.parse(input).at ?? OPEN, 'running');
        return Promise.resolve(this.#state);
      case 'practice.step':
        this.#to((this.now ?? OPEN) + practiceStepSchema.parse(input).seconds * SECOND);
        return Promise.resolve(this.#state);
      case 'practice.jump': {
        const { time } = practiceJumpSchema.parse(input);
        if (time < (this.now ?? OPEN)) this.#begin(time, 'running');
        else this.#to(time);
        return Promise.resolve(this.#state);
      }
      case 'practice.stop':
        return Promise.resolve(this.#state);
      case 'practice.end': {
        const run = this.#scored(crypto.randomUUID(), dollars(25_000), OPEN, this.now ?? LAST);
        this.#runs = [run, ...this.#runs];
        this.#state = { state: 'none', refusal: null };
        return Promise.resolve(run);
      }
      case 'practice.runs':
        return Promise.resolve(this.#runs.map(rowOf));
      case 'practice.run':
        return Promise.resolve(this.#runs.find(({ id }) => typeof input === 'object' && input !== null && 'id' in input && input.id === id) ?? null);
      case 'practice.removeRun':
        this.#runs = this.#runs.filter(({ id }) => !(typeof input === 'object' && input !== null && 'id' in input && input.id === id));
        return Promise.resolve(this.#runs.map(rowOf));
      default:
        return null;
    }
  }

  /** A second of the practised day. */
  tick(): void {
    if (this.now !== null) this.#to(this.now + SECOND);
  }

  #to(now: number): void {
    if (this.#state.state === 'running') this.#state = { ...this.#state, now: Math.min(now, LAST), ended: now >= LAST };
  }

  #begin(at: number, state: 'running'): void {
    this.#day += 1;
    this.#state = {
      state,
      id: '22222222-2222-4222-8222-222222222222',
      recording: '2026-11-19_simulated_seed-1',
      date: DATE,
      source: 'SIMULATED',
      capital: dollars(25_000),
      startedAt: LAST,
      from: at,
      recordedFrom: OPEN,
      recordedTo: LAST,
      open: OPEN,
      lastTrade: LAST,
      now: at,
      ended: false,
      jump: null,
      traded: true,
      net: dollars(38.2),
      trades: 2,
      session: 'stands',
    };
  }

  #shelf(): PracticeRecordings {
    const day = (date: string, given: Partial<PracticeRecordings['recordings'][number]> = {}) => {
      const name = `${date}_simulated_seed-1`;
      return { path: `${FOLDER}/${name}`, name, date: parseIsoDate(date), underlyings: ['SPY' as const, 'QQQ' as const, 'IWM' as const], from: newYorkTime(parseIsoDate(date), '09:30'), to: newYorkTime(parseIsoDate(date), '16:15'), bytes: 43_664_418, source: 'SIMULATED' as const, own: true, running: false, problem: null, ...given };
    };
    return {
      recordings: this.#isEmpty
        ? []
        : [
            day('2026-11-20', { to: newYorkTime(parseIsoDate('2026-11-20'), '13:00'), bytes: 21_200_000, running: true }),
            day('2026-11-19'),
            day('2026-11-18'),
            day('2026-07-28', { path: '/data/books/2026-07-28', name: '2026-07-28', own: false, source: null, underlyings: ['SPY'], bytes: 812_000_000 }),
            day('2026-07-25', { path: '/data/books/2026-07-25', name: '2026-07-25', own: false, source: null, problem: 'the exchange was closed on 2026-07-25' }),
          ],
      folders: this.#isEmpty ? [] : [{ path: '/data/books', problem: null }, { path: '/data/gone', problem: 'there is no such file or directory' }],
      recorder: { folder: FOLDER, enabled: true, maximumGigabytes: 5, bytes: 108_600_000 },
    };
  }

  #scored(id: string, capital: PracticeRun['score']['capital'], from: number, to: number): PracticeRun {
    const trades = [
      trade(1, {}),
      trade(2, { strategy: 'iron condor', realised: dollars(-310), netAtMid: dollars(-301), netAtNatural: dollars(-355), risk: dollars(842), best: dollars(44), worst: dollars(-402) }),
      trade(3, { strategy: 'long call', closedAt: null, unrealised: dollars(61), realised: ZERO, risk: dollars(151), best: dollars(92), worst: dollars(-40) }),
    ];
    const order = (state: string, filledQuantity: number, reason: string | null = null) => ({ state, time: OPEN + 3_600_000, strategy: 'iron condor', filledQuantity, reason });
    const score = practiceScore({
      capital,
      from,
      to,
      trades,
      orders: [order('FILLED', 5), order('FILLED', 5), order('FILLED', 2), order('CANCELED', 0), order('DENIED', 0, 'Contracts an order: 60 would be more than 50')],
      events: [{ time: OPEN + 2 * 3_600_000, severity: 'medium', text: 'SPY lost $402.00 at worst, more than half of its day limit of $750.00' }],
      referenceOf: () => dollars(609.4),
      metrics: metricsOf([], [{ date: DATE, net: -230.3 }], 25_000),
    });
    return { id, recording: '2026-11-19_simulated_seed-1', date: DATE, source: 'SIMULATED', startedAt: LAST, endedAt: LAST + 3_600_000, score };
  }
}

function rowOf({ score, ...run }: PracticeRun): PracticeRunRow {
  return { ...run, net: score.net, perRisk: score.perRisk, trades: score.trades.length };
}
