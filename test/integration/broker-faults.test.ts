import { expect, test } from 'vitest';
import { dayText, faultDay } from '../support/suites/faults/fault-day-schedule.ts';
import { breachesIn } from '../support/suites/faults/failing-day.ts';
import { socketDayWorld } from '../support/suites/faults/socket-day-world.ts';

// FAULT_SCHEDULES_ON_SOCKET=n runs another number of days.
const DAYS = Number(process.env['FAULT_SCHEDULES_ON_SOCKET'] ?? 50);
const AT_ONCE = 6;

// What happens together on a socket is not the same each time: a seed that fails is tried again by itself.
test(`the books equal the broker's own records and nothing is sent twice, on ${DAYS} days of random faults over a socket`, { timeout: 120_000 }, async () => {
  const failures: string[] = [];
  const seeds = Array.from({ length: DAYS }, (_, at) => 1 + at);
  const hand = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const day = faultDay(seed);
      const world = await socketDayWorld(day);
      const breaches = await breachesIn(day, undefined, world);
      await world.close();
      if (breaches.length > 0) failures.push(`${dayText(day)}\n${breaches.join('\n')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  expect(failures).toEqual([]);
});
