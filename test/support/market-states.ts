import curve from '../../resources/variance-curve.json' with { type: 'json' };
import { sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { varianceClock, varianceCurveSchema } from '../../src-core/calendar/variance-clock.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { type MarketState, marketStateSchema } from '../../src-core/signals/market-state.ts';
import { MINUTE, parseIsoDate } from '../../src-core/time.ts';

/** A part of a state: objects are laid over each other key by key, everything else takes the other's place. */
export type Part<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Part<T[K]> } : T;

/** A session of every day, without events. */
export const ORDINARY_DATE = parseIsoDate('2026-05-13');
const session = sessionOn(ORDINARY_DATE);
if (session === null) throw new Error(`${ORDINARY_DATE} has no session`);
const clock = varianceClock(session, varianceCurveSchema.parse(curve), []);
const SESSION_MINUTES = (session.reference - session.open) / MINUTE;

interface Ordinary {
  readonly price: number;
  readonly implied: number;
}
const ORDINARY: Readonly<Record<Underlying, Ordinary>> = {
  SPY: { price: 600, implied: 0.24 },
  QQQ: { price: 520, implied: 0.32 },
  IWM: { price: 210, implied: 0.34 },
};

/** Years on the variance clock from the end of that many minutes to the reference. */
export function yearsLeft(minute: number): number {
  return session === null ? Number.NaN : clock.yearsLeft(session.open + minute * MINUTE);
}

/**
 * A whole valid state in which nothing is unusual, at 11:20 unless `overrides.minute` says otherwise: time, minutes and
 * variance left, and expected moves follow from it. Later overrides lie over earlier ones; an `{ ok: false, reason }` takes the place
 * of what was measured.
 */
export function marketState(...overrides: readonly Part<MarketState>[]): MarketState {
  const minute = overrides.findLast((each) => each.minute !== undefined)?.minute ?? 110;
  const ordinary = {
    time: (session?.open ?? Number.NaN) + minute * MINUTE,
    date: ORDINARY_DATE,
    minute,
    minutesLeft: SESSION_MINUTES - minute,
    varianceLeft: yearsLeft(minute) / yearsLeft(0),
    regime: { ok: true, value: { type: 'normal', factor: 1, vix: 16.4, change: -0.1, slope: 0.05, percentile: 0.46, days: 28 } },
    pairs: { SPY_QQQ: pair(0.95, 0.04, 0.3), SPY_IWM: pair(0.85, 0.09, -0.2), QQQ_IWM: pair(0.76, 0.13, -0.4) },
    underlyings: { SPY: underlying('SPY', minute), QQQ: underlying('QQQ', minute), IWM: underlying('IWM', minute) },
    events: [],
  };
  return marketStateSchema.parse(overrides.reduce<unknown>(laidOver, ordinary));
}

function pair(correlation: number, width: number, gapZ: number) {
  return {
    ok: true,
    value: {
      short: correlation - 0.01,
      hour: correlation,
      long: correlation,
      rolling7d: correlation,
      rolling30d: correlation,
      baseline: { ok: true, value: { mean: correlation, low: correlation - width, high: correlation + width / 2, days: 30, source: 'recorded' } },
      z: -0.2,
      gap: gapZ * 0.0006,
      gapZ,
      gapZExtreme: 1.1,
    },
  };
}

function underlying(name: Underlying, minute: number) {
  const { price, implied } = ORDINARY[name];
  const sigma = price * implied * Math.sqrt(yearsLeft(minute));
  const sigmaAtOpen = price * implied * Math.sqrt(yearsLeft(0));
  const strike = Math.round(price);
  return {
    ok: true,
    value: {
      price,
      previousClose: price * 0.999,
      open: price * 1.0004,
      high: price * 1.002,
      low: price * 0.998,
      returns: { m5: 0.0001, m15: 0.0002, m30: 0.0003, m60: -0.0002 },
      momentum: { m15: 0.2, m30: 0.2, m60: -0.1 },
      volumeRatio: 1.02,
      openingRange: minute < 30 ? null : { high: price * 1.002, low: price * 0.998 },
      rangeRatio: 0.95,
      variance: { realised: implied * 0.96, realised30: implied * 0.97, implied, impliedAtOpen: implied * 1.01, implied15: implied * 1.002, returns: minute },
      expectedMove: {
        mean: sigma * 0.798,
        sigma,
        low: price - sigma,
        high: price + sigma,
        source: 'smile',
        sigmaAtOpen,
        used: (-0.0004 * price) / sigmaAtOpen,
      },
      gamma: {
        ok: true,
        value: {
          callsLessPuts: 1.2e8,
          putsLessCalls: -1.2e8,
          gross: 9e8,
          heaviest: [0, 1, -1, 2, -2].map((away) => ({ strike: strike + away, calls: 7e7, puts: 6e7 - Math.abs(away) * 1e7, openInterest: 12_000 - Math.abs(away) * 1_000 })),
          concentration: 0.145,
          asOf: '2026-05-12',
          ageDays: 1,
        },
      },
      chain: { forward: price * 1.0001, atmStrike: strike, atmIv: implied, contracts: 120, usable: 104, stale: 0, calls: 52, puts: 52 },
    },
  };
}

function laidOver(base: unknown, over: unknown): unknown {
  if (!isPlain(base) || !isPlain(over) || over['ok'] === false) return over === undefined ? base : over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, laidOver(base[key], over[key])]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same value, frozen through and through: who changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

