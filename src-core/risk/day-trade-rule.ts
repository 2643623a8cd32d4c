import { type IsoDate, parseIsoDate } from '../time.ts';

/** FINRA Rule 4210(f)(8)(B) on pattern day trading: accounts below it may make no more than `most` day trades in so many sessions. */
export const DAY_TRADE_RULE = { equity: 25_000, most: 3, sessions: 5 } as const;

/** The rule was withdrawn on the first date; members may keep accounts under it up to the second. */
const WITHDRAWN: IsoDate = parseIsoDate('2026-06-04');
const GONE: IsoDate = parseIsoDate('2027-10-20');

/** 'rule': every account is under it; 'by_broker': those whose broker still phases it out; 'gone': none. */
export function dayTradeRegime(date: IsoDate): 'rule' | 'by_broker' | 'gone' {
  if (date < WITHDRAWN) return 'rule';
  return date < GONE ? 'by_broker' : 'gone';
}
