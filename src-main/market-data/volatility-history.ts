import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { chainStraddleMove } from '../../src-core/market/expected-move.ts';
import { skewOf } from '../../src-core/market/skew.ts';
import { type LognormalComponent, LognormalMixture } from '../../src-core/market/smile/lognormal-mixture.ts';
import { MixtureSmile } from '../../src-core/market/smile/smile.ts';
import { straddleVolatility } from '../../src-core/market/straddle-decay.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { Market } from './market.ts';

/** What is kept of each minute; dollars, and volatilities annualised on the session's clock. */
export const MINUTE_FIELDS = ['time', 'volatility', 'straddle', 'riskReversal', 'butterfly'] as const;
export type MinuteField = (typeof MINUTE_FIELDS)[number];

/** By minute of the session from the open; NaN where nothing was quoted in the minute. */
export type MinuteColumns = Readonly<Record<MinuteField, Float64Array>>;

/** A smile as it was fitted at a moment, and the strikes that it was fitted to. */
export interface OpeningSmile {
  readonly time: EpochMs;
  readonly smile: MixtureSmile;
  readonly low: number;
  readonly high: number;
}

/** An opening smile as it is kept. */
export interface KeptSmile {
  readonly underlying: Underlying;
  readonly time: EpochMs;
  readonly years: number;
  readonly low: number;
  readonly high: number;
  readonly forward: number;
  readonly components: readonly LognormalComponent[];
}

/** So many minutes from the `first` of the session of one underlying, as they are kept. */
export interface KeptMinutes {
  readonly underlying: Underlying;
  readonly first: number;
  /** null is absent. */
  readonly columns: Readonly<Record<MinuteField, readonly (number | null)[]>>;
}

/** Where the history of one session is kept, so that a later run of the program has it. */
export interface VolatilityJournal {
  load(): Promise<{ readonly openings: readonly KeptSmile[]; readonly minutes: readonly KeptMinutes[] }>;
  saveOpenings(openings: readonly KeptSmile[]): Promise<void>;
  /** A whole block of minutes of all underlyings, in the place of what was kept of it. */
  saveMinutes(minutes: readonly KeptMinutes[]): Promise<void>;
}

export interface VolatilityHistoryParts {
  readonly session: ExchangeSession;
  readonly market: Pick<Market, 'chain' | 'clock' | 'discount' | 'smile'>;
  /** null where nothing is kept beyond the run of the program. */
  readonly journal: VolatilityJournal | null;
  readonly notice: (text: string) => void;
}

/** Minutes that are written at once. */
export const BLOCK = 30;
/** Strikes that the smile of the open must go through. */
const LEAST_STRIKES = 6;

/** What each minute of the session said of volatility at the money, and the smile of the open. */
export class VolatilityHistory {
  readonly #parts: VolatilityHistoryParts;
  readonly #columns: Readonly<Record<Underlying, MinuteColumns>>;
  readonly #openings = new Map<Underlying, OpeningSmile>();
  /** When the chain was quoted last, as of the last sample. */
  readonly #quoted: Record<Underlying, number> = { SPY: Number.NaN, QQQ: Number.NaN, IWM: Number.NaN };
  #minute = Number.NaN;
  #recovered = 0;
  #changed = new Set<number>();
  #areOpeningsChanged = false;
  #writing: Promise<void> | null = null;

  constructor(parts: VolatilityHistoryParts) {
    this.#parts = parts;
    const count = Math.round((parts.session.reference - parts.session.open) / MINUTE);
    const columns = (): MinuteColumns => {
      const unknown = (): Float64Array => new Float64Array(count).fill(Number.NaN);
      return { time: unknown(), volatility: unknown(), straddle: unknown(), riskReversal: unknown(), butterfly: unknown() };
    };
    this.#columns = { SPY: columns(), QQQ: columns(), IWM: columns() };
  }

  /** Minutes of all underlyings that an earlier run kept. */
  get recovered(): number {
    return this.#recovered;
  }

  minutes(underlying: Underlying): MinuteColumns {
    return this.#columns[underlying];
  }

  /** null before there is one. */
  opening(underlying: Underlying): OpeningSmile | null {
    return this.#openings.get(underlying) ?? null;
  }

  /** Takes what an earlier run of the session kept. Nothing is written before this is done. */
  recover(): Promise<void> {
    const { journal, notice } = this.#parts;
    if (journal === null) return Promise.resolve();
    const loading = journal.load().then(
      (kept) => {
        for (const minutes of kept.minutes) this.#take(minutes);
        for (const opening of kept.openings) this.#takeOpening(opening);
      },
      (error: unknown) => notice(`what was kept of today’s volatility cannot be read: ${error instanceof Error ? error.message : String(error)}`),
    );
    this.#writing = loading.finally(() => {
      this.#writing = null;
      this.#write();
    });
    return loading;
  }

  /** To be called after each step of the session: samples the market at the first step of each minute. */
  step(now: EpochMs): void {
    const { session } = this.#parts;
    if (!(now >= session.open && now < session.reference)) return;
    const minute = Math.floor((now - session.open) / MINUTE);
    if (minute === this.#minute) return;
    this.#minute = minute;
    for (const underlying of UNDERLYINGS) this.#sample(underlying, minute, now);
    this.#write();
  }

  /** Resolves when what was sampled is kept, or was told of. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  #sample(underlying: Underlying, minute: number, now: EpochMs): void {
    const { market } = this.#parts;
    const chain = market.chain(underlying);
    // A minute in which nothing was quoted says nothing new.
    if (chain === null || Number.isNaN(chain.lastUpdate) || chain.lastUpdate === this.#quoted[underlying]) return;
    this.#quoted[underlying] = chain.lastUpdate;
    const fitted = market.smile(underlying);
    const straddle = chainStraddleMove(chain, market.discount(underlying));
    const years = market.clock.yearsLeft(now);
    const fit = fitted?.fit.ok === true ? fitted.fit : null;
    if (fitted !== null && fit !== null && !this.#openings.has(underlying) && fitted.points.count >= LEAST_STRIKES) {
      const { strike, count } = fitted.points;
      this.#openings.set(underlying, { time: now, smile: fit.smile, low: strike[0] ?? Number.NaN, high: strike[count - 1] ?? Number.NaN });
      this.#areOpeningsChanged = true;
    }
    if (!straddle.ok) return;
    const skew = fit === null ? null : skewOf(fit.smile);
    const columns = this.#columns[underlying];
    columns.time[minute] = now;
    columns.straddle[minute] = straddle.move.meanMove;
    columns.volatility[minute] = straddleVolatility(straddle.move.meanMove, straddle.move.forward, years);
    columns.riskReversal[minute] = skew?.riskReversal ?? Number.NaN;
    columns.butterfly[minute] = skew?.butterfly ?? Number.NaN;
    this.#changed.add(Math.floor(minute / BLOCK));
  }

  /** One write at a time; what is sampled meanwhile goes with the next. */
  #write(): void {
    const { journal, notice } = this.#parts;
    if (journal === null || this.#writing !== null || (this.#changed.size === 0 && !this.#areOpeningsChanged)) return;
    const blocks = [...this.#changed];
    const withOpenings = this.#areOpeningsChanged;
    this.#changed = new Set();
    this.#areOpeningsChanged = false;
    const write = async (): Promise<void> => {
      if (withOpenings) await journal.saveOpenings([...this.#openings].map(([underlying, opening]) => keptSmile(underlying, opening)));
      for (const block of blocks) await journal.saveMinutes(UNDERLYINGS.map((underlying) => this.#block(underlying, block)));
    };
    this.#writing = write()
      .catch((error: unknown) => notice(`today’s volatility by minute is not kept: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => {
        this.#writing = null;
        this.#write();
      });
  }

  #block(underlying: Underlying, block: number): KeptMinutes {
    const first = block * BLOCK;
    const part = (field: MinuteField): (number | null)[] => Array.from(this.#columns[underlying][field].subarray(first, first + BLOCK), rounded);
    return {
      underlying,
      first,
      columns: { time: part('time'), volatility: part('volatility'), straddle: part('straddle'), riskReversal: part('riskReversal'), butterfly: part('butterfly') },
    };
  }

  #take({ underlying, first, columns }: KeptMinutes): void {
    const own = this.#columns[underlying];
    columns.time.forEach((time, index) => {
      const minute = first + index;
      if (time === null || minute >= own.time.length || !Number.isNaN(own.time[minute])) return;
      for (const field of MINUTE_FIELDS) own[field][minute] = columns[field][index] ?? Number.NaN;
      this.#recovered += 1;
    });
  }

  #takeOpening({ underlying, time, years, low, high, forward, components }: KeptSmile): void {
    const own = this.#openings.get(underlying);
    if (own !== undefined && own.time <= time) return;
    try {
      this.#openings.set(underlying, { time, smile: new MixtureSmile(new LognormalMixture(forward, components), years), low, high });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#parts.notice(`the smile of today’s open was not kept whole: ${error.message}`);
    }
  }
}

function keptSmile(underlying: Underlying, { time, smile, low, high }: OpeningSmile): KeptSmile {
  const { forward, components } = smile.distribution;
  return { underlying, time, years: smile.years, low, high, forward, components };
}

/** Nine digits are more than the quotes have; moments are whole. */
function rounded(value: number): number | null {
  if (Number.isNaN(value)) return null;
  return Number.isInteger(value) ? value : Number(value.toPrecision(9));
}
