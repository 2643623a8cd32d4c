import { TEN } from '../../../main/trading/trading-fixture.ts';
import { GOOD_DAY } from '../../tws/faults.ts';
import { ModelGateway } from '../../tws/model-gateway.ts';
import { TwsModel } from '../../tws/tws-model.ts';
import { CLIENT_ID, CONTRACTS } from './day-orders.ts';
import type { DayLine, DayWorld } from './day-world.ts';
import type { FaultDaySchedule } from './fault-day-schedule.ts';
import { drained, ManualTime } from './manual-time.ts';

/** The stand-in in memory, in a time that the day moves: as quick as it can be. */
export function memoryDayWorld({ lines }: FaultDaySchedule): DayWorld {
  const time = new ManualTime(TEN);
  const model = new TwsModel({ clock: time, contracts: CONTRACTS });
  return {
    clock: time,
    pacer: time,
    model,
    line: (life) => memoryLine(new ModelGateway({ model, clock: time, clientId: CLIENT_ID, schedule: lines[Math.min(life, lines.length - 1)] ?? GOOD_DAY })),
    settled: drained,
    pass: (milliseconds) => time.pass(milliseconds),
    forget: () => time.forget(),
    close: () => Promise.resolve(),
  };
}

/** So much at a time, before others have their turn. */
const AT_ONCE = 50;

function memoryLine(gateway: ModelGateway): DayLine {
  return {
    gateway,
    open: () => gateway.open(),
    async heard() {
      do {
        gateway.deliverAll();
        await drained();
      } while (!gateway.isHalfOpen && gateway.undelivered > 0);
    },
    async hear(most) {
      for (let left = most; left > 0; left -= AT_ONCE) {
        const heard = gateway.deliver(Math.min(left, AT_ONCE));
        await drained();
        if (heard === 0) return;
      }
    },
    cut: () => gateway.cut(),
    connect() {
      gateway.heartbeat();
      gateway.open();
    },
    close: () => void gateway.close(),
  };
}
