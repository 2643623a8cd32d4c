import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { ordinaryVolumes } from '../../src-core/market/ordinary-volume.ts';
import type { FormerDays } from '../market-data/former-days.ts';
import { formerSessions } from '../signals/state/former-sessions.ts';

/** Minutes that a spike is looked for in, and those before them that tell how busy the day is anyway. */
const SPIKE_MINUTES = 5;
const BEFORE_MINUTES = 30;
const LEAST_SESSIONS = 5;

interface Ordinary {
  readonly spike: Float64Array;
  readonly before: Float64Array;
}

const UNKNOWN: Ordinary = { spike: new Float64Array(0), before: new Float64Array(0) };

/**
 * How many times what is ordinary was traded in the last five minutes: of former days at that time, times how much busier
 * than ordinary the half hour before was (a busy day is no spike, a quiet one makes none). The second greatest of the
 * underlyings counts: a block in one of them is no emergency of the market. Measured on 52 sessions of 2026's first
 * quarter, the greatest alone reaches 3 on two days of three, this one 4 on one day of thirteen.
 */
export class VolumeSpike {
  readonly #isShort: boolean;
  readonly #volumesOf: (underlying: Underlying) => Float64Array;
  #ordinary: Readonly<Record<Underlying, Ordinary>> | null = null;
  #minute = -1;
  value = Number.NaN;
  missing: string | null = 'no five minutes are over yet';
  of: string | null = null;

  /** `volumesOf` are the shares of the day so far at the end of each minute; NaN where not known. */
  constructor(session: Pick<ExchangeSession, 'earlyClose'>, volumesOf: (underlying: Underlying) => Float64Array) {
    this.#isShort = session.earlyClose;
    this.#volumesOf = volumesOf;
  }

  learn(former: FormerDays): void {
    const of = (underlying: Underlying): Ordinary => {
      const days = formerSessions(former, former.volumes[underlying]);
      return { spike: ordinaryVolumes(days, SPIKE_MINUTES, LEAST_SESSIONS), before: ordinaryVolumes(days, BEFORE_MINUTES, LEAST_SESSIONS) };
    };
    this.#ordinary = { SPY: of('SPY'), QQQ: of('QQQ'), IWM: of('IWM') };
    this.#minute = -1;
  }

  /** Measures the five minutes up to the end of `minute`, counted from the open; nothing where that is done. */
  read(minute: number): void {
    if (minute === this.#minute || minute < 0) return;
    this.#minute = minute;
    const ratios = UNDERLYINGS.map((underlying) => ({ underlying, ratio: this.#ratio(underlying, minute) }))
      .filter(({ ratio }) => !Number.isNaN(ratio))
      .sort((left, right) => right.ratio - left.ratio);
    const [first, second] = ratios;
    this.value = second?.ratio ?? Number.NaN;
    this.of = first === undefined || second === undefined ? null : `${first.underlying} and ${second.underlying}`;
    this.missing = second === undefined ? this.#reason(minute) : null;
  }

  #ratio(underlying: Underlying, minute: number): number {
    if (this.#isShort) return Number.NaN;
    const { spike, before } = this.#ordinary?.[underlying] ?? UNKNOWN;
    const volumes = this.#volumesOf(underlying);
    const at = (index: number): number => volumes[index] ?? Number.NaN;
    const start = minute - SPIKE_MINUTES;
    const ordinary = spike[minute] ?? Number.NaN;
    const ratio = (at(minute) - at(start)) / ordinary;
    const busier = (at(start) - at(start - BEFORE_MINUTES)) / (before[start] ?? Number.NaN);
    return ordinary > 0 && ratio >= 0 ? ratio / (busier > 1 ? busier : 1) : Number.NaN;
  }

  #reason(minute: number): string {
    if (this.#isShort) return 'what is ordinary is not known for a session that closes early';
    if (this.#ordinary === null) return 'former days were not read yet';
    if (minute < SPIKE_MINUTES) return 'no five minutes after the opening are over yet';
    return `shares are not known of now, or of ${LEAST_SESSIONS} former sessions at this minute`;
  }
}
