import { beforeEach, describe, expect, it } from 'vitest';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type Money, fromDollars } from '../../../src-core/money.ts';
import { INITIAL_LIMITS } from '../../../src-core/risk/limits.ts';
import { BREAKERS } from '../../../src-core/risk/trading-state.ts';
import { type EpochMs, MINUTE, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import type { BreakerReadings, MeasuredBreaker } from '../../../src-main/risk/breakers/readings.ts';
import { RiskEvents } from '../../../src-main/risk/risk-events.ts';
import { TradingStateDesk } from '../../../src-main/risk/trading-state-desk.ts';
import { MemoryEventJournal } from '../../support/risk-event-journal.ts';
import { dayResult, MemoryTradingDays, MemoryWitness, readings } from '../../support/trading-days.ts';

const DATE = parseIsoDate('2026-01-15');
const NEXT = parseIsoDate('2026-01-16');
const OPEN: EpochMs = Date.parse('2026-01-15T14:30:00Z');
const EQUITY = fromDollars(25_000);

let journal: MemoryTradingDays;
let witness: MemoryWitness;
let events: RiskEvents;
let clock: SessionClock;
let notices: string[];
let limits = INITIAL_LIMITS;

beforeEach(async () => {
  journal = new MemoryTradingDays();
  witness = new MemoryWitness();
  clock = new SessionClock(OPEN);
  notices = [];
  limits = INITIAL_LIMITS;
  const notice = (text: string): void => void notices.push(text);
  events = await RiskEvents.recover({ journal: new MemoryEventJournal(), clock, notice, sessionId: 'one' });
});

function recover(date = DATE): Promise<TradingStateDesk> {
  return TradingStateDesk.recover({ journal, witness, date, clock, limits: () => limits, equity: () => EQUITY, events, notice: (text) => notices.push(text) });
}

/** Steps each second, for as long. */
function hold(desk: TradingStateDesk, seconds: number, held: BreakerReadings): void {
  for (let second = 0; second < seconds; second += 1) step(desk, held);
}

/** The same, with time for answers between the steps. */
async function pass(desk: TradingStateDesk, seconds: number, held: BreakerReadings): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    step(desk, held);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function step(desk: TradingStateDesk, now: BreakerReadings, after = SECOND): void {
  clock.set(clock.now() + after);
  desk.step(clock.now(), now);
}

const portfolio = (desk: TradingStateDesk) => desk.stateOf(null).state;
const view = (desk: TradingStateDesk, breaker: MeasuredBreaker) => desk.breakers().find((each) => each.breaker === breaker);
const refusal = (promise: Promise<void>) => promise.then(
  () => null,
  (error: ContractFailure) => ({ code: error.code, message: error.message }),
);

const of = (value: number) => ({ value, missing: null, of: null });
const flat = dayResult(0);

describe('a breaker', () => {
  const CASES: Readonly<Record<MeasuredBreaker, { within: Partial<BreakerReadings>; over: Partial<BreakerReadings> }>> = {
    underlying_loss: { within: { underlyings: { SPY: flat, QQQ: dayResult(-1_499.99), IWM: flat } }, over: { underlyings: { SPY: flat, QQQ: dayResult(-1_500), IWM: flat } } },
    day_loss: { within: { book: dayResult(-1_999.99) }, over: { book: dayResult(-2_000) } },
    day_drawdown: { within: { book: dayResult(-1_499.99) }, over: { book: dayResult(-1_500) } },
    vix: { within: { vix: of(34.99) }, over: { vix: of(35) } },
    correlation: { within: { correlation: { ...of(0.31), isOrdinary: false } }, over: { correlation: { ...of(0.3), isOrdinary: false } } },
    volume: { within: { volume: of(3.99) }, over: { volume: of(4) } },
    stale_feed: { within: { stale_feed: { ...of(19.9), rhythm: 15 } }, over: { stale_feed: { ...of(20), rhythm: 15 } } },
    clock_skew: { within: { clock_skew: of(4.9) }, over: { clock_skew: of(5) } },
    reject_streak: { within: { reject_streak: of(4) }, over: { reject_streak: of(5) } },
    orders_in_doubt: { within: { orders_in_doubt: of(29.9) }, over: { orders_in_doubt: of(30) } },
  };

  it.each(Object.entries(CASES) as [MeasuredBreaker, (typeof CASES)[MeasuredBreaker]][])('%s trips at its limit and not before', async (breaker, { within, over }) => {
    const desk = await recover();
    if (breaker === 'day_drawdown') hold(desk, 10, readings({ book: dayResult(1_000) }));
    hold(desk, 60, readings(within));
    expect(desk.trips()).toEqual([]);
    expect(view(desk, breaker)?.state).toBe('quiet');
    hold(desk, 6, readings(over));
    const { level, state, lasts } = BREAKERS[breaker];
    expect(desk.trips()).toMatchObject([{ breaker, state, lasts }]);
    expect(portfolio(desk)).toBe(level === 'underlying' ? 'ACTIVE' : state);
    expect(desk.stateOf('QQQ').state).toBe(state);
    expect(desk.stateOf('SPY').state).toBe(level === 'underlying' ? 'ACTIVE' : state);
    expect(desk.locked).toBe(level === 'portfolio' && lasts === 'day');
    const [trip] = desk.trips();
    expect(events.get(trip?.id ?? '')).toMatchObject({ type: `breaker_${breaker}`, value: trip?.value, threshold: trip?.threshold, resolvedAt: null });
    expect(desk.breakers().filter((each) => each.state === 'tripped').map((each) => each.breaker)).toEqual([breaker]);
    expect(Object.values(BREAKERS).map(({ title }) => title)).toContain(view(desk, breaker)?.title);
  });

  it('says what was done, and how bad it is', async () => {
    const desk = await recover();
    hold(desk, 6, readings({ vix: of(40), book: dayResult(-2_100), underlyings: { SPY: dayResult(-2_100), QQQ: flat, IWM: flat } }));
    expect(events.all().map(({ type, severity, action, value, threshold }) => [type, severity, action, value, threshold])).toEqual([
      ['breaker_underlying_loss', 'critical', 'REDUCING SPY', 2_100, 1_500],
      ['breaker_day_loss', 'critical', 'HALTED, day locked', 2_100, 2_000],
      ['breaker_vix', 'high', 'REDUCING', 40, 35],
    ]);
    expect(desk.stateOf(null)).toEqual({ state: 'HALTED', because: "the day's loss is 2100.00 dollars; the limit is 2000.00" });
  });

  it('does not act on one bad quote, nor on what was bad for less than the confirmation together', async () => {
    const desk = await recover();
    for (let time = 0; time < 20; time += 1) {
      hold(desk, 5, readings({ book: dayResult(-9_000), vix: of(90) }));
      expect(view(desk, 'vix')).toMatchObject({ state: 'confirming', value: 90, text: 'acts once it has held for 5 s' });
      hold(desk, 1, readings());
    }
    expect(desk.trips()).toEqual([]);
    expect(view(desk, 'vix')).toMatchObject({ state: 'quiet', value: 18, since: null, text: null });
  });

  it('goes on confirming where the reading was not known for a while', async () => {
    const desk = await recover();
    hold(desk, 4, readings({ book: dayResult(-2_100) }));
    hold(desk, 60, readings({ book: { booked: flat.booked, result: null } }));
    expect(portfolio(desk)).toBe('ACTIVE');
    expect(view(desk, 'day_loss')).toMatchObject({ value: null, state: 'confirming' });
    hold(desk, 2, readings({ book: dayResult(-2_100) }));
    expect(portfolio(desk)).toBe('ACTIVE');
    hold(desk, 1, readings({ book: dayResult(-2_100) }));
    expect(portfolio(desk)).toBe('HALTED');
  });

  it('has no loss without every mark, unless what is booked is one already', async () => {
    const desk = await recover();
    hold(desk, 60, readings({ book: { booked: fromDollars(-1_999), result: null } }));
    expect(view(desk, 'day_loss')).toMatchObject({ state: 'quiet', value: null, text: 'a mark of what is held is missing' });
    hold(desk, 6, readings({ book: { booked: fromDollars(-2_000), result: null } }));
    expect(desk.trips()).toMatchObject([{ breaker: 'day_loss', value: 2_000 }]);
  });

  it('acts on what held between two steps that are far apart', async () => {
    const desk = await recover();
    step(desk, readings({ vix: of(36) }));
    step(desk, readings({ vix: of(36) }), MINUTE);
    expect(portfolio(desk)).toBe('REDUCING');
  });

  it('does not take a correlation that is ordinary at this time for a break', async () => {
    const desk = await recover();
    hold(desk, 60, readings({ correlation: { ...of(0.2), isOrdinary: true } }));
    expect(portfolio(desk)).toBe('ACTIVE');
    hold(desk, 6, readings({ correlation: { ...of(0.2), isOrdinary: false } }));
    expect(portfolio(desk)).toBe('REDUCING');
  });

  it('holds a feed to no shorter silence than the age at which its quotes are stale', async () => {
    const desk = await recover();
    hold(desk, 60, readings({ stale_feed: { ...of(890), rhythm: 900 } }));
    expect(view(desk, 'stale_feed')).toMatchObject({ state: 'quiet', threshold: 900 });
    step(desk, readings({ stale_feed: { ...of(900), rhythm: 900 } }));
    expect(portfolio(desk)).toBe('REDUCING');
  });

  it('that ends by itself does so once its reading has been back for long enough, in one piece', async () => {
    const desk = await recover();
    hold(desk, 6, readings({ vix: of(36) }));
    const [trip] = desk.trips();
    hold(desk, 60, readings({ vix: of(30) }));
    expect(portfolio(desk)).toBe('REDUCING');
    hold(desk, 1, readings({ vix: of(36) }));
    hold(desk, 60, readings({ vix: of(30) }));
    hold(desk, 600, readings({ vix: { value: Number.NaN, missing: 'VIX has no price yet', of: null } }));
    expect(view(desk, 'vix')).toMatchObject({ state: 'tripped', value: null });
    hold(desk, 1, readings({ vix: of(30) }));
    expect(portfolio(desk)).toBe('REDUCING');
    hold(desk, 1, readings({ vix: of(30) }));
    expect(portfolio(desk)).toBe('ACTIVE');
    expect(events.get(trip?.id ?? '')?.resolvedAt).toBe(clock.now());
    hold(desk, 6, readings({ vix: of(36) }));
    expect(portfolio(desk)).toBe('REDUCING');
  });

  it('measures the fall from the best result that has held', async () => {
    const desk = await recover();
    hold(desk, 3, readings({ book: dayResult(5_000) }));
    hold(desk, 10, readings({ book: dayResult(100) }));
    expect(desk.best()).toBe(fromDollars(100));
    hold(desk, 3, readings({ book: dayResult(800) }));
    hold(desk, 3, readings({ book: dayResult(700) }));
    expect(desk.best()).toBe(fromDollars(700));
    hold(desk, 6, readings({ book: dayResult(-1_800) }));
    expect(desk.trips()).toMatchObject([{ breaker: 'day_drawdown', value: 2_500, text: 'the loss from the day\'s best result of 700.00 is 2500.00 dollars; the limit is 2500.00' }]);
    await desk.pending();
    expect((await recover()).best()).toBe(fromDollars(700));
  });

  it('keeps the peak before it has risen far, without a write a step', async () => {
    const desk = await recover();
    for (let dollars = 0; dollars < 1_000; dollars += 10) {
      step(desk, readings({ book: dayResult(dollars) }), 6 * SECOND);
      await desk.pending();
      const lag: number = desk.best() - (journal.kept.get(DATE)?.best ?? 0);
      expect(lag).toBeLessThan(fromDollars(250));
    }
    expect(journal.writes).toBeLessThan(15);
  });
});

describe('a person', () => {
  it('halts at once with the kill switch, and lets trading go on', async () => {
    const desk = await recover();
    let told = 0;
    desk.subscribe(() => (told += 1));
    desk.kill();
    desk.kill();
    expect(desk.stateOf('SPY')).toEqual({ state: 'HALTED', because: 'a person stopped trading' });
    expect(told).toBe(1);
    await desk.pending();
    expect(journal.kept.get(DATE)).toMatchObject({ locked: false, trips: [{ breaker: 'kill' }] });
    await desk.resume('REDUCING');
    expect(portfolio(desk)).toBe('REDUCING');
    await desk.resume('ACTIVE');
    expect(portfolio(desk)).toBe('ACTIVE');
    expect(journal.kept.get(DATE)?.trips).toEqual([]);
    expect(events.all().map(({ type, resolvedAt }) => [type, resolvedAt !== null])).toEqual([
      ['kill', true],
      ['resumed', false],
      ['resumed', false],
    ]);
  });

  it('reduces, and that stays when an emergency ends', async () => {
    const desk = await recover();
    hold(desk, 6, readings({ vix: of(36) }));
    await desk.reduce();
    hold(desk, 70, readings());
    expect(desk.trips()).toMatchObject([{ breaker: 'by_hand' }]);
    await desk.resume('ACTIVE');
    expect(portfolio(desk)).toBe('ACTIVE');
  });

  it('does not end what a breaker holds, and reads its numbers', async () => {
    const desk = await recover();
    desk.kill();
    hold(desk, 6, readings({ vix: of(36.25) }));
    expect(await refusal(desk.resume('ACTIVE'))).toEqual({
      code: 'conflict',
      message: 'VIX emergency holds: VIX is 36.25; the limit is 35. It ends by itself once the reading has been back for 60 s',
    });
    expect(portfolio(desk)).toBe('HALTED');
    await desk.resume('REDUCING');
    expect(desk.trips().map(({ breaker }) => breaker)).toEqual(['vix']);
  });

  it('ends a streak of rejections, which then counts anew', async () => {
    const desk = await recover();
    hold(desk, 1, readings({ reject_streak: of(5) }));
    expect(portfolio(desk)).toBe('REDUCING');
    await desk.resume('ACTIVE');
    hold(desk, 60, readings({ reject_streak: of(9) }));
    expect(portfolio(desk)).toBe('ACTIVE');
    hold(desk, 1, readings({ reject_streak: of(10) }));
    expect(portfolio(desk)).toBe('REDUCING');
    await desk.resume('ACTIVE');
    hold(desk, 1, readings({ reject_streak: of(0) }));
    hold(desk, 1, readings({ reject_streak: of(5) }));
    expect(portfolio(desk)).toBe('REDUCING');
  });
});

describe('the day lock', () => {
  async function locked(): Promise<TradingStateDesk> {
    const desk = await recover();
    hold(desk, 6, readings({ book: dayResult(-2_000) }));
    await desk.pending();
    return desk;
  }

  it('lets a person reduce, and nothing more, whatever the result becomes', async () => {
    const desk = await locked();
    hold(desk, 3_600, readings({ book: dayResult(90) }));
    expect(portfolio(desk)).toBe('HALTED');
    const refused = { code: 'conflict', message: "Day loss has locked the day: the day's loss is 2000.00 dollars; the limit is 2000.00. Until the next session nothing but reducing is taken" };
    expect(await refusal(desk.resume('ACTIVE'))).toEqual(refused);
    desk.kill();
    await desk.resume('REDUCING');
    expect(portfolio(desk)).toBe('REDUCING');
    expect(await refusal(desk.resume('ACTIVE'))).toEqual(refused);
    hold(desk, 60, readings({ book: dayResult(-2_400) }));
    expect(desk.trips()).toMatchObject([{ breaker: 'day_loss', state: 'REDUCING' }]);
    const after = await recover();
    expect([portfolio(after), after.locked]).toEqual(['REDUCING', true]);
  });

  it('is found again by a start from the journal, and not by the next session', async () => {
    await locked();
    witness.locked.clear();
    const desk = await recover();
    expect([portfolio(desk), desk.locked]).toEqual(['HALTED', true]);
    expect(witness.locked).toEqual(new Set([DATE]));
    const next = await recover(NEXT);
    expect([portfolio(next), next.locked]).toEqual(['ACTIVE', false]);
  });

  it('is found again by a start from the witness alone, which makes the journal true', async () => {
    await locked();
    journal.kept.clear();
    const desk = await recover();
    expect([portfolio(desk), desk.locked]).toEqual(['HALTED', true]);
    await desk.pending();
    witness.locked.clear();
    expect((await recover()).stateOf(null)).toEqual({ state: 'HALTED', because: 'this day was locked before this start, as the second witness says' });
  });

  it('is found by a witness that could not be asked at the start', async () => {
    witness.locked.add(DATE);
    witness.down = true;
    const desk = await recover();
    await pass(desk, 30, readings());
    expect(portfolio(desk)).toBe('ACTIVE');
    expect(notices).toEqual(["the second witness of a day's lock could not be asked whether the day is locked (no route to host); it is tried again"]);
    witness.down = false;
    await pass(desk, 12, readings());
    expect([portfolio(desk), desk.locked]).toEqual(['HALTED', true]);
  });

  it('reaches a witness that was away', async () => {
    const desk = await recover();
    witness.down = true;
    hold(desk, 6, readings({ book: dayResult(-2_000) }));
    await desk.pending();
    witness.down = false;
    await pass(desk, 12, readings());
    expect(witness.locked).toEqual(new Set([DATE]));
  });
});

describe('a journal that fails', () => {
  it('neither un-halts nor blocks, is told of once, and is caught up with', async () => {
    const desk = await recover();
    journal.down = true;
    desk.kill();
    await desk.pending();
    hold(desk, 6, readings({ book: dayResult(-2_000) }));
    await desk.pending();
    hold(desk, 60, readings());
    await desk.resume('REDUCING');
    expect(portfolio(desk)).toBe('REDUCING');
    expect(desk.locked).toBe(true);
    expect(notices).toEqual(['trading states can not be kept for now (1 wait in memory): the disk is full']);
    journal.down = false;
    hold(desk, 2, readings());
    await desk.pending();
    expect(journal.kept.get(DATE)).toMatchObject({ locked: true, trips: [{ breaker: 'day_loss', state: 'REDUCING' }] });
    const writes = journal.writes;
    hold(desk, 600, readings());
    expect(journal.writes).toBe(writes);
    expect(desk.pending()).toBeNull();
  });

  it('does not keep a book of events that fails from halting', async () => {
    const desk = await TradingStateDesk.recover({
      ...{ journal, witness: null, date: DATE, clock, limits: () => limits, equity: (): Money => EQUITY, notice: (text: string) => notices.push(text) },
      events: {
        tell: () => {
          throw new Error('no events');
        },
        resolve: () => undefined,
      },
    });
    desk.kill();
    expect(portfolio(desk)).toBe('HALTED');
    await desk.pending();
    expect(journal.kept.get(DATE)?.trips).toMatchObject([{ breaker: 'kill' }]);
  });
});
