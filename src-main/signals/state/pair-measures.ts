import { BASELINE_WINDOW, fisher, LEAST_SESSIONS, type OrdinaryCorrelation, type ShippedBaseline, shippedOrdinary } from '../../../src-core/market/correlation-baseline.ts';
import { ReturnGap } from '../../../src-core/market/return-gap.ts';
import type { CorrelationPair, PairState } from '../../../src-core/signals/market-state.ts';
import type { CorrelationWindows, PairCorrelations } from '../../market-data/market-measures.ts';
import { figure, type SessionMinutes } from './session-minutes.ts';

/** Minutes that the greatest gap is looked for in. */
const EXTREME_MINUTES = 15;

interface Baseline {
  readonly ordinary: OrdinaryCorrelation;
  readonly source: 'recorded' | 'shipped';
}

/** One pair of underlyings, minute by minute. */
export class PairMeasures {
  readonly #pair: CorrelationPair;
  readonly #minutes: SessionMinutes;
  readonly #shipped: ShippedBaseline | null;
  readonly #gap = new ReturnGap();
  /** By minute, NaN where it is not known. */
  readonly #gapZ: number[] = [];
  #recorded: readonly (OrdinaryCorrelation | null)[] = [];

  constructor(pair: CorrelationPair, minutes: SessionMinutes, shipped: ShippedBaseline | null) {
    this.#pair = pair;
    this.#minutes = minutes;
    this.#shipped = shipped;
  }

  /** What former days say is ordinary at the end of each minute. */
  learn(recorded: readonly (OrdinaryCorrelation | null)[]): void {
    this.#recorded = recorded;
  }

  /** Prices at the end of the next minute. */
  minute(x: number, y: number): void {
    this.#gap.minute(x, y, this.#minutes.years[this.#gapZ.length] ?? Number.NaN);
    this.#gapZ.push(this.#gap.value?.z ?? Number.NaN);
  }

  /** At the end of the last minute. */
  state(windows: CorrelationWindows, { rolling7d, rolling30d }: PairCorrelations): PairState {
    const minute = this.#gapZ.length - 1;
    const baseline = this.#baseline(minute);
    const gap = this.#gap.value;
    const recent = this.#gapZ.slice(-EXTREME_MINUTES).filter((z) => !Number.isNaN(z));
    return {
      short: figure(windows.short),
      hour: figure(windows.hour),
      long: figure(windows.long),
      rolling7d: figure(rolling7d),
      rolling30d: figure(rolling30d),
      baseline: baseline === null ? { ok: false, reason: this.#missing(minute) } : { ok: true, value: shown(baseline) },
      z: baseline === null ? null : figure((fisher(windows.short) - baseline.ordinary.mean) / baseline.ordinary.deviation),
      gap: gap === null ? null : gap.gap,
      gapZ: gap === null ? null : gap.z,
      gapZExtreme: recent.length === 0 ? null : Math.max(...recent.map(Math.abs)),
    };
  }

  /** The baseline's mean at the end of each finished minute; NaN where there is none. */
  baselineByMinute(): readonly number[] {
    return this.#gapZ.map((_, minute) => {
      const baseline = this.#baseline(minute);
      return baseline === null ? Number.NaN : Math.tanh(baseline.ordinary.mean);
    });
  }

  #baseline(minute: number): Baseline | null {
    const recorded = this.#recorded[minute];
    if (recorded) return { ordinary: recorded, source: 'recorded' };
    const shipped = this.#shipped === null ? null : shippedOrdinary(this.#shipped, this.#pair, minute + 1);
    return shipped === null ? null : { ordinary: shipped, source: 'shipped' };
  }

  #missing(minute: number): string {
    if (minute < BASELINE_WINDOW) return `a correlation of ${BASELINE_WINDOW} returns is not known before ${this.#minutes.textAfter(BASELINE_WINDOW + 1)}`;
    return `fewer than ${LEAST_SESSIONS} former sessions are known at this minute, and no measured baseline came with the program`;
  }
}

function shown({ ordinary: { mean, deviation, days }, source }: Baseline): Extract<PairState['baseline'], { ok: true }>['value'] {
  return { mean: Math.tanh(mean), low: Math.tanh(mean - deviation), high: Math.tanh(mean + deviation), days, source };
}

