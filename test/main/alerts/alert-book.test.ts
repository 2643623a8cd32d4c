import { beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../../src-core/time.ts';
import type { AlertBook } from '../../../src-main/alerts/alert-book.ts';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';
import { AlertWorld, BEGIN, riskEvent, ruleOf, spyBelow } from './alert-world.ts';

let world: AlertWorld;
let book: AlertBook;
const titles = () => book.alerts().map(({ title, state }) => `${title}: ${state}`);

beforeEach(async () => {
  world = new AlertWorld();
  book = await world.open();
});

describe('rules', () => {
  it('fire when they become true, once, and are off then', async () => {
    world.price = 591;
    await book.setRule(ruleOf(spyBelow(590), { name: 'support' }));
    await world.pass(book, SECOND);
    expect(book.alerts()).toEqual([]);
    world.price = 589.5;
    await world.pass(book, 100);
    expect(book.alerts()).toEqual([expect.objectContaining({ time: BEGIN + SECOND + 100, title: 'support', text: 'SPY is 589.50, at or below 590.00.', state: 'active', sounds: true })]);
    for (const price of [591, 589, 591, 589]) {
      world.price = price;
      await world.pass(book, MINUTE);
    }
    expect(book.alerts()).toHaveLength(1);
    expect(book.rules()).toEqual([expect.objectContaining({ name: 'support', enabled: false })]);
    expect(world.journal.keptAlerts.size).toBe(1);
  });

  it('say at once what is true when they are set, and once more only when they change what they look at or are switched on', async () => {
    world.price = 589;
    const rule = ruleOf(spyBelow(590), { repeat: { kind: 'again', minutes: 5 } });
    await book.setRule(rule);
    expect(book.alerts().map(({ text }) => text)).toEqual(['SPY is 589.00, at or below 590.00; so when the rule was set.']);
    await book.setRule({ ...rule, name: 'another name', severity: 'critical' });
    expect(book.alerts()).toHaveLength(1);
    await book.setRule({ ...rule, condition: spyBelow(589.5) });
    await book.setRule({ ...rule, condition: spyBelow(589.5), enabled: false });
    expect(book.alerts()).toHaveLength(2);
    await book.setRule({ ...rule, condition: spyBelow(589.5) });
    expect(new Set(book.alerts().map(({ id }) => id)).size).toBe(3);
  });

  it('that repeat fire again once they were false and their minutes have passed', async () => {
    await book.setRule(ruleOf(spyBelow(590), { repeat: { kind: 'again', minutes: 5 } }));
    const fires = async (price: number | null, after: number): Promise<number> => {
      world.price = price;
      const before = book.alerts().length;
      await world.pass(book, after);
      return book.alerts().length - before;
    };
    expect(await fires(589, SECOND)).toBe(1);
    // True all the time, or not known in between.
    expect(await fires(588, 10 * MINUTE)).toBe(0);
    expect(await fires(null, 10 * MINUTE)).toBe(0);
    expect(await fires(589, SECOND)).toBe(0);
    expect(await fires(591, SECOND)).toBe(0);
    expect(await fires(589, SECOND)).toBe(1);
    // Within the minutes; it fires after them because it is still true.
    expect(await fires(591, SECOND)).toBe(0);
    expect(await fires(589, SECOND)).toBe(0);
    expect(await fires(589, 5 * MINUTE)).toBe(1);
  });

  it('other than prices are looked at once a second', async () => {
    world.result = 0;
    await book.setRule(ruleOf({ kind: 'result', tradeId: null, when: 'at_or_below', threshold: -500 }));
    await world.pass(book, SECOND);
    world.result = -600;
    await world.pass(book, 400);
    expect(book.alerts()).toHaveLength(0);
    await world.pass(book, 600);
    expect(book.alerts()).toHaveLength(1);
  });

  it('are refused when there are too many or they can not be kept, and nothing is changed then', async () => {
    for (let count = 0; count < 200; count += 1) await book.setRule(ruleOf(spyBelow(590), { name: `rule ${count}` }));
    await expect(book.setRule(ruleOf(spyBelow(590), { name: 'one more' }))).rejects.toMatchObject({ code: 'conflict' });
    await book.setRule(ruleOf(spyBelow(580), { name: 'rule 7' }));
    world.journal.down = true;
    await expect(book.setRule(ruleOf(spyBelow(570), { name: 'rule 7' }))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(book.removeRule(deriveUuid('rule 7'))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(book.removeRule(deriveUuid('none'))).rejects.toMatchObject({ code: 'not_found' });
    expect(book.rules()).toHaveLength(200);
    expect(book.rules()[7]?.condition).toEqual(spyBelow(580));
    world.journal.down = false;
    await book.removeRule(deriveUuid('rule 7'));
    expect((await world.open()).rules()).toHaveLength(199);
  });
});

describe('alerts', () => {
  it('come from risk events of medium severity and above, one each', async () => {
    book.raise(riskEvent());
    book.raise(riskEvent());
    book.raise(riskEvent({ id: deriveUuid('second'), type: 'limits_changed', severity: 'low' }));
    book.raise(riskEvent({ id: deriveUuid('third'), type: 'limits_changed', severity: 'medium', action: null }));
    expect(book.alerts().map(({ title, text, severity }) => [title, text, severity])).toEqual([
      ['Day loss', 'The day lost $520 of $500. · HALTED', 'critical'],
      ['Limits changed', 'The day lost $520 of $500.', 'medium'],
    ]);
    await book.close();
    // One whose alert the end of the program took with it gets it at the start; an older one does not.
    const events = [riskEvent(), riskEvent({ id: deriveUuid('fourth') }), riskEvent({ id: deriveUuid('old'), time: BEGIN - 20 * MINUTE })];
    expect((await world.open(events)).alerts()).toHaveLength(3);
  });

  it('are all kept when many come at once, and five of them sound', async () => {
    for (let count = 0; count < 8; count += 1) book.raise(riskEvent({ id: deriveUuid(`event ${count}`) }));
    expect(book.alerts().filter(({ sounds }) => sounds)).toHaveLength(5);
    await world.pass(book, 10 * SECOND);
    book.raise(riskEvent({ id: deriveUuid('later') }));
    expect(book.alerts().at(-1)?.sounds).toBe(true);
    expect(world.journal.keptAlerts.size).toBe(8);
  });

  it('are acknowledged once, on disk when that is answered', async () => {
    book.raise(riskEvent());
    const id = book.alerts()[0]?.id ?? '';
    expect(await book.acknowledge([id, id, 'unknown'])).toEqual([expect.objectContaining({ id, state: 'acknowledged', acknowledgedAt: BEGIN })]);
    expect(world.journal.keptAlerts.get(id)?.state).toBe('acknowledged');
    expect(await book.acknowledge([id])).toEqual([]);
    await expect(book.snooze(id, 5)).rejects.toMatchObject({ code: 'conflict' });
    await expect(book.snooze('unknown', 5)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('come back from a snooze, sounding, across a restart', async () => {
    book.raise(riskEvent());
    const id = book.alerts()[0]?.id ?? '';
    expect(await book.snooze(id, 5)).toMatchObject({ state: 'snoozed', until: BEGIN + 5 * MINUTE });
    book = await world.open();
    await world.pass(book, 5 * MINUTE - SECOND);
    expect(titles()).toEqual(['Day loss: snoozed']);
    const heard: string[] = [];
    book.subscribe(({ alerts }) => heard.push(...alerts));
    await world.pass(book, SECOND);
    expect(book.alert(id)).toMatchObject({ state: 'active', until: null, sounds: true });
    expect(heard).toEqual([id]);
    expect((await book.list({ state: 'active', offset: 0, limit: 10 })).total).toBe(1);
  });

  it('are raised, acknowledged and listed while the store takes nothing, and written after it', async () => {
    world.journal.down = true;
    book.raise(riskEvent());
    await book.pending();
    const id = book.alerts()[0]?.id ?? '';
    expect(await book.acknowledge([id])).toHaveLength(1);
    expect((await book.list({ state: 'acknowledged', offset: 0, limit: 10 })).alerts.map((alert) => alert.id)).toEqual([id]);
    expect(world.notices).toHaveLength(1);
    world.journal.down = false;
    await world.pass(book, SECOND);
    expect(world.journal.keptAlerts.get(id)?.state).toBe('acknowledged');
  });
});
