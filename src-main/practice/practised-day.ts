import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { PracticeScore, PracticeState } from '../../src-core/contract/practice.ts';
import type { Money } from '../../src-core/money.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Recording } from '../market-data/recording.ts';
import type { Door } from '../operations/door.ts';

export interface PractisedDayRequest {
  /** What windows show it as. */
  readonly name: string;
  readonly recording: Recording;
  /** Session time to begin at; null for the recording's beginning. */
  readonly at: EpochMs | null;
  readonly capital: Money;
}

/** A terminal on a recorded day, on books of its own. */
export interface PractisedDay {
  readonly door: Pick<Door, 'host'>;
  readonly session: ExchangeSession;
  /** Where this run of it began; the recording's first and last moment; the last moment there is to play. */
  readonly from: EpochMs;
  readonly recordedFrom: EpochMs;
  readonly recordedTo: EpochMs;
  readonly end: EpochMs;
  now(): EpochMs;
  ended(): boolean;
  isPaused(): boolean;
  /** Resolves when nothing moves any more. */
  pause(): Promise<void>;
  /** At full speed; the session stands before and afterwards. */
  runTo(time: EpochMs): Promise<void>;
  standing(): Pick<Extract<PracticeState, { state: 'running' }>, 'traded' | 'net' | 'trades'>;
  /** Ends the trading and tells what it came to; nothing can be asked of it afterwards. */
  score(): Promise<PracticeScore>;
  /** Ends it where it was not, and leaves nothing of it. */
  close(): Promise<void>;
}
