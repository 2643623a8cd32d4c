import { beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../../src-core/time.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { type NewRiskEvent, RiskEvents } from '../../../src-main/risk/risk-events.ts';
import { MemoryEventJournal } from '../../support/risk-event-journal.ts';

const ALL = { offset: 0, limit: 50 };
const kill: NewRiskEvent = { type: 'kill', severity: 'critical', description: 'Trading was halted by hand.', action: 'HALTED' };
const denial = (loss: number): NewRiskEvent => ({
  type: 'order_denied',
  severity: 'low',
  description: `An order was denied: its loss of $${loss} is more than $500.`,
  value: loss,
  threshold: 500,
});

let journal: MemoryEventJournal;
let clock: SessionClock;
let notices: string[];
const recover = () => RiskEvents.recover({ journal, clock, notice: (text) => void notices.push(text), sessionId: 'one' });

beforeEach(() => {
  journal = new MemoryEventJournal();
  clock = new SessionClock(1_000_000);
  notices = [];
});

describe('RiskEvents', () => {
  it('counts an event at once, tells of it and writes what came together in one write', async () => {
    const events = await recover();
    const heard: string[] = [];
    events.subscribe(({ type }) => heard.push(type));
    const first = events.tell(kill);
    events.tell(denial(600));
    expect(heard).toEqual(['kill', 'order_denied']);
    expect(journal.kept.size).toBe(0);
    await events.pending();
    expect(journal.writes).toBe(1);
    expect([...journal.kept.values()]).toEqual([
      { id: first.id, time: 1_000_000, ...kill, value: null, threshold: null, resolvedAt: null },
      expect.objectContaining({ type: 'order_denied', value: 600, threshold: 500, action: null }),
    ]);
  });

  it('gives events of one text, at one session time, other ids after a restart, and resolves those of before it', async () => {
    const before = await recover();
    const first = before.tell(kill);
    await before.pending();
    const after = await recover();
    const second = after.tell(kill);
    clock.set(1_060_000);
    after.resolve(first.id);
    await after.pending();
    expect(second.id).not.toBe(first.id);
    expect([...journal.kept.values()].map(({ resolvedAt }) => resolvedAt)).toEqual([1_060_000, null]);
  });

  it('folds a flood into one event each ten seconds, that says how many there were', async () => {
    const events = await recover();
    const heard: string[] = [];
    events.subscribe(({ description }) => heard.push(description));
    for (let time = 0; time < 25 * SECOND; time += 10) {
      clock.set(1_000_000 + time);
      events.step(clock.now());
      events.tell(denial(501 + time));
    }
    clock.set(1_000_000 + MINUTE);
    events.step(clock.now());
    expect(heard).toEqual([
      'An order was denied: its loss of $501 is more than $500.',
      expect.stringContaining('$10491 is more than $500. (999 times more within 10 s)'),
      expect.stringContaining('$20491 is more than $500. (1000 times more within 10 s)'),
      expect.stringContaining('$25491 is more than $500. (500 times more within 10 s)'),
    ]);
    clock.set(1_000_000 + 2 * MINUTE);
    events.tell(denial(700));
    expect(heard.at(-1)).toBe('An order was denied: its loss of $700 is more than $500.');
  });

  it('never folds what is critical, of another kind, or new after its end', async () => {
    const events = await recover();
    const trip: NewRiskEvent = { type: 'breaker_vix', severity: 'high', description: 'VIX is 41.' };
    const ids = [events.tell(kill), events.tell(kill), events.tell(trip), events.tell({ ...trip, action: 'REDUCING' })].map(({ id }) => id);
    const last = ids[2] ?? '';
    expect(events.tell(trip).id).toBe(last);
    events.resolve(last);
    const again = events.tell(trip);
    expect(new Set([...ids, again.id]).size).toBe(5);
    expect(again.resolvedAt).toBeNull();
  });

  it('keeps what can not be written, lists it, and writes it once the store takes it', async () => {
    const events = await recover();
    events.tell(denial(600));
    await events.pending();
    journal.down = true;
    events.tell(kill);
    await events.pending();
    events.tell({ ...kill, type: 'reduced' });
    expect(notices).toEqual([expect.stringContaining('the disk is full')]);
    expect((await events.list(ALL)).events.map(({ type }) => type)).toEqual(['reduced', 'kill', 'order_denied']);
    const writes = journal.writes;
    events.step(clock.now());
    await events.pending();
    expect(journal.writes).toBe(writes + 1);
    journal.down = false;
    events.retry();
    await events.pending();
    expect([...journal.kept.values()].map(({ type }) => type)).toEqual(['order_denied', 'kill', 'reduced']);
    expect(notices).toEqual([expect.stringContaining('the disk is full'), 'risk events are kept again: none was lost']);
  });

  it('gives up the low ones first where memory is full, and says how many', async () => {
    const events = await recover();
    journal.down = true;
    events.tell(kill);
    await events.pending();
    for (let row = 0; row < 10_005; row += 1) events.tell({ type: `kind_${row}`, severity: 'low', description: 'Something small.' });
    journal.down = false;
    await events.close();
    const kept = [...journal.kept.values()];
    expect(kept.some(({ type }) => type === 'kill')).toBe(true);
    expect(kept.find(({ type }) => type === 'events_dropped')).toMatchObject({ severity: 'high', value: 6 });
    expect(kept).toHaveLength(10_001);
  });

  it('pages over what is kept and what waits without a gap or a repetition', async () => {
    const events = await recover();
    for (let row = 0; row < 5; row += 1) {
      events.tell({ type: `kind_${row}`, severity: 'medium', description: 'x' });
      await events.pending();
    }
    const pages = await Promise.all([0, 2, 4].map((offset) => events.list({ offset, limit: 2 })));
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
    expect(pages.flatMap((page) => page.events.map(({ type }) => type))).toEqual(['kind_4', 'kind_3', 'kind_2', 'kind_1', 'kind_0']);
    expect((await events.list({ ...ALL, type: 'kind_3' })).events).toHaveLength(1);
  });
});
