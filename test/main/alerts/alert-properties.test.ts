import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src-core/alerts/alert.ts';
import { MINUTE, SECOND } from '../../../src-core/time.ts';
import { AlertWorld, ruleOf, spyBelow } from './alert-world.ts';

const step = fc.record({
  price: fc.constantFrom(588, 589.9, 590, 590.1, 592, null),
  after: fc.constantFrom(250, SECOND, MINUTE, 6 * MINUTE),
  /** Ends the program after so many more writes, at once, or not. */
  crash: fc.constantFrom(null, null, null, 0, 1),
  act: fc.constantFrom('nothing', 'acknowledge', 'snooze', 'outage', 'repair'),
});

describe('alerts, whatever is read and whenever the program ends', () => {
  it('are not lost while it runs, nor once they are on disk, and a rule that fires once fires at most once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const world = new AlertWorld();
        const once = ruleOf(spyBelow(590), { name: 'once' });
        const again = ruleOf(spyBelow(589.95), { name: 'again', repeat: { kind: 'again', minutes: 5 } });
        let book = await world.open();
        await book.setRule(once);
        await book.setRule(again);
        /** What the program had in memory, or what the disk had when it ended. */
        let kept = new Map<string, Alert['state']>();
        for (const { price, after, crash, act } of steps) {
          world.price = price;
          if (act === 'outage') world.journal.down = true;
          if (act === 'repair') world.journal.down = false;
          world.journal.writesLeft = crash ?? Number.POSITIVE_INFINITY;
          await world.pass(book, after);
          const newest = book.alerts().at(-1);
          if (newest && newest.state !== 'acknowledged' && act === 'acknowledge') await book.acknowledge([newest.id]);
          if (newest && newest.state !== 'acknowledged' && act === 'snooze') await book.snooze(newest.id, 5);
          for (const { id, state } of book.alerts()) kept.set(id, state);
          if (crash !== null) {
            kept = new Map([...world.journal.keptAlerts.values()].map(({ id, state }) => [id, state]));
            // What a rule said is gone only together with that it fired.
            world.journal.writesLeft = Number.POSITIVE_INFINITY;
            world.journal.down = false;
            book = await world.open();
          }
          const alerts = new Map(book.alerts().map((alert) => [alert.id, alert]));
          for (const [id, state] of kept) {
            expect(alerts.get(id)).toBeDefined();
            if (state === 'acknowledged') expect(alerts.get(id)?.state).toBe('acknowledged');
          }
          expect([...alerts.values()].filter(({ title }) => title === 'once').length).toBeLessThanOrEqual(1);
          const times = [...alerts.values()].filter(({ title }) => title === 'again').map(({ time }) => time);
          times.slice(1).forEach((time, index) => expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE));
        }
        world.journal.down = false;
        await world.pass(book, SECOND);
        await book.close();
        const onDisk = [...world.journal.keptAlerts.keys()];
        expect(new Set(onDisk)).toEqual(new Set(book.alerts().map(({ id }) => id)));
        const fired = world.journal.keptRules.get(once.id);
        expect(fired?.rule.enabled).toBe(!book.alerts().some(({ title }) => title === 'once'));
      }),
      { numRuns: 400 },
    );
  });
});
