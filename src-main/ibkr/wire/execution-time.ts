import type { EpochMs } from '../../../src-core/time.ts';

const FORM = /^(\d{4})(\d{2})(\d{2})([ -]+)(\d{2}):(\d{2}):(\d{2})(?:\s+(\S+))?$/;
const EXCHANGE = 'America/New_York';
/** Java's short names, which mean places there and are unknown here or mean another zone. */
const PLACES: Readonly<Record<string, string>> = {
  EST: EXCHANGE,
  EDT: EXCHANGE,
  ET: EXCHANGE,
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  BST: 'Europe/London',
  CEST: 'Europe/Berlin',
  CET: 'Europe/Berlin',
  MET: 'Europe/Berlin',
  JST: 'Asia/Tokyo',
  HKT: 'Asia/Hong_Kong',
};

/**
 * Reads the time of an execution: "20260427 10:11:12 US/Eastern", with any zone that the system knows or one of Java's
 * short names; "20260427-10:11:12", which is UTC; or seconds since 1970. A time without a zone is taken for New York's:
 * gateways since 10.17 name theirs, and older ones give the time of their log-in, which for what is traded here is that
 * of the exchange as a rule. null where it is none of these.
 */
export function executionTime(text: string): EpochMs | null {
  const trimmed = text.trim();
  if (/^\d{9,10}$/.test(trimmed)) return Number(trimmed) * 1_000;
  const [, year = '', month = '', day = '', separator = '', hour = '', minute = '', second = '', zone] = FORM.exec(trimmed) ?? [];
  if (year === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // A day that the month does not have would be taken for one of the next.
  if (new Date(asUtc).getUTCDate() !== Number(day)) return null;
  if (zone === undefined && separator === '-') return asUtc;
  return timeInZone(asUtc, zone === undefined ? EXCHANGE : (PLACES[zone.toUpperCase()] ?? zone));
}

/** "20260427-14:11:12": how the gateway takes a moment, in UTC. */
export function gatewayTime(time: EpochMs): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll('-', '').replace('T', '-');
}

/** The moment at which the clocks of a zone show what UTC shows at `asUtc`; null where the zone is not known. */
function timeInZone(asUtc: EpochMs, zone: string): EpochMs | null {
  const clock = clockOf(zone);
  if (clock === null) return null;
  // Twice, because the first offset may be that of before a change of the clocks.
  const first = asUtc - offsetAt(clock, asUtc);
  return asUtc - offsetAt(clock, first);
}

const clocks = new Map<string, Intl.DateTimeFormat | null>();

function clockOf(zone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = newClock(zone);
  // Zones come from outside: a gateway has few.
  if (clocks.size < 50) clocks.set(zone, clock);
  return clock;
}

function newClock(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  } catch {
    return null;
  }
}

function offsetAt(clock: Intl.DateTimeFormat, time: EpochMs): number {
  const part = new Map(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second')) - time;
}
