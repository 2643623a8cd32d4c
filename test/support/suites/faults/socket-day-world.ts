import type { Clock, EpochMs } from '../../../../src-core/time.ts';
import { realPacer } from '../../../../src-main/composition/real-pacer.ts';
import { GatewayLink } from '../../../../src-main/ibkr/gateway-link.ts';
import { connectWire } from '../../../../src-main/ibkr/wire/wire.ts';
import type { Pacer } from '../../../../src-main/market-data/session-pump.ts';
import { TEN } from '../../../main/trading/trading-fixture.ts';
import { GOOD_DAY } from '../../tws/faults.ts';
import { TwsModel } from '../../tws/tws-model.ts';
import { TwsServer } from '../../tws/tws-server.ts';
import { CLIENT_ID, CONTRACTS } from './day-orders.ts';
import type { DayLine, DayWorld } from './day-world.ts';
import type { FaultDaySchedule } from './fault-day-schedule.ts';

/** The day goes so much faster than the machine's clock. */
const SPEED = 20;
/** Real milliseconds without a message after which nothing more is on its way, and how long that is waited for. */
const QUIET_MS = 6;
const MOST_MS = 1_000;
/** Longer ones are let pass by the clock alone. */
const LONGEST_WAIT_MS = 80;

const slept = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Passes faster; the clock, and not the timers, can be set forward. */
class FastTime implements Clock {
  readonly #began = performance.now();
  readonly pacer: Pacer = { now: () => this.#passed, after: (delay, run) => realPacer.after(delay / SPEED, run) };
  #ahead = 0;

  now(): EpochMs {
    return Math.floor(TEN + this.#ahead + this.#passed);
  }

  setForward(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  get #passed(): number {
    return (performance.now() - this.#began) * SPEED;
  }
}

/** The stand-in over its own protocol on a socket, and the connection that the program itself makes. Its faults are those of the first line. */
export async function socketDayWorld({ lines }: FaultDaySchedule): Promise<DayWorld> {
  const time = new FastTime();
  const model = new TwsModel({ clock: time, contracts: CONTRACTS });
  const server = await TwsServer.start({ model, clock: time, schedule: lines[0] ?? GOOD_DAY });
  return {
    clock: time,
    pacer: time.pacer,
    model,
    line: () => socketLine(new GatewayLink({ address: { host: server.host, port: server.port, clientId: CLIENT_ID, account: '' }, clock: time, pacer: time.pacer, connect: connectWire }), server),
    settled: () => slept(1),
    async pass(milliseconds) {
      const real = Math.min(milliseconds / SPEED, LONGEST_WAIT_MS);
      await slept(real);
      time.setForward(milliseconds - real * SPEED);
    },
    forget: () => undefined,
    close: () => server.close(),
  };
}

function socketLine(gateway: GatewayLink, server: TwsServer): DayLine {
  let heardAt = performance.now();
  let isClosed = false;
  gateway.onMessage(() => void (heardAt = performance.now()));
  gateway.onEvent(() => void (heardAt = performance.now()));
  return {
    gateway,
    // It connects by itself.
    open: () => undefined,
    async heard() {
      const limit = performance.now() + MOST_MS;
      do await slept(QUIET_MS / 2);
      while (!isClosed && performance.now() < limit && (gateway.state.kind === 'connecting' || gateway.waiting > 0 || performance.now() - heardAt < QUIET_MS));
    },
    hear: (most) => slept(most > 10 ? 4 : 1),
    cut: () => server.drop(),
    connect: () => gateway.retry(),
    close() {
      isClosed = true;
      void gateway.close();
    },
  };
}
