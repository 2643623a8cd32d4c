import type { Clock } from '../../../../src-core/time.ts';
import type { Gateway } from '../../../../src-main/ibkr/gateway.ts';
import type { Pacer } from '../../../../src-main/market-data/session-pump.ts';
import type { TwsModel } from '../../tws/tws-model.ts';

/** One connection to the gateway, of one life of our process. */
export interface DayLine {
  readonly gateway: Gateway;
  /** Begins; the gateway is listened to by then. */
  open(): void;
  /** All that was said is heard, and what came of it, as far as that comes to an end. */
  heard(): Promise<void>;
  /** So much of what was said is heard, about. */
  hear(most: number): Promise<void>;
  cut(): void;
  /** A half-open connection is found out; one that is down is made again. */
  connect(): void;
  /** Nothing is heard or sent any more, from now on. */
  close(): void;
}

/** Where a day happens: in memory, or over a socket. */
export interface DayWorld {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly model: TwsModel;
  line(life: number): DayLine;
  /** Lets everything run that promises wait with. */
  settled(): Promise<void>;
  pass(milliseconds: number): Promise<void>;
  /** No timer of a process that died comes any more. */
  forget(): void;
  close(): Promise<void>;
}
