import { breachesOf } from './day-breaches.ts';
import { dayText, faultDay, type FaultDaySchedule, simpler } from './fault-day-schedule.ts';
import { FaultDay } from './fault-day.ts';
import { memoryDayWorld } from './memory-day-world.ts';

/** How often each thing happened that a day should be of. */
export interface SeenInDays {
  'orders accepted': number;
  fills: number;
  'orders changed': number;
  'orders cancelled': number;
  'orders refused': number;
  'orders made elsewhere': number;
  'connections lost': number;
  'lives of our process': number;
  corrections: number;
  'orders that never arrived': number;
}

/** Runs days of random faults one after another. The first that fails comes as text, made as small as it gets; null where none does. */
export async function failingDay(first: number, days: number): Promise<{ readonly failure: string | null; readonly seen: SeenInDays }> {
  const seen: SeenInDays = {
    'orders accepted': 0,
    fills: 0,
    'orders changed': 0,
    'orders cancelled': 0,
    'orders refused': 0,
    'orders made elsewhere': 0,
    'connections lost': 0,
    'lives of our process': 0,
    corrections: 0,
    'orders that never arrived': 0,
  };
  for (let seed = first; seed < first + days; seed += 1) {
    const day = faultDay(seed);
    const breaches = await breachesIn(day, seen);
    if (breaches.length === 0) continue;
    const small = await smallest(day);
    return { failure: `${dayText(small)}\n${(await breachesIn(small)).join('\n')}\n(as it was made: ${breaches.join('; ')})`, seen };
  }
  return { failure: null, seen };
}

/** What is wrong at the end of a day; also why it could not be lived to its end. */
export async function breachesIn(schedule: FaultDaySchedule, seen?: SeenInDays, world = memoryDayWorld(schedule)): Promise<readonly string[]> {
  const day = new FaultDay(schedule, world);
  try {
    await day.run();
  } catch (error) {
    return [`it did not come to its end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
  if (seen !== undefined) count(day, seen);
  return breachesOf(day);
}

async function smallest(day: FaultDaySchedule): Promise<FaultDaySchedule> {
  for (const one of simpler(day)) if ((await breachesIn(one)).length > 0) return smallest(one);
  return day;
}

function count(day: FaultDay, seen: SeenInDays): void {
  for (const order of day.process.orders.orders()) {
    if (order.adopted) seen['orders made elsewhere'] += 1;
    if (order.state === 'REJECTED') seen['orders refused'] += 1;
    if (/never arrived/.test(order.reason ?? '')) seen['orders that never arrived'] += 1;
    for (const { event } of day.process.orders.history(order.id)) {
      if (event.type === 'accepted') seen['orders accepted'] += 1;
      if (event.type === 'filled') seen.fills += 1;
      if (event.type === 'changed') seen['orders changed'] += 1;
      if (event.type === 'canceled') seen['orders cancelled'] += 1;
    }
  }
  seen['connections lost'] += day.losses;
  seen['lives of our process'] += day.lives;
  seen.corrections += day.corrections.length;
}
