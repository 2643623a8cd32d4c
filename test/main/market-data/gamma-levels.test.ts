import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { flatClock, yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import { type GammaLevelRecord, gammaViewSchema } from '../../../src-core/contract/volatility.ts';
import { levelSummary } from '../../../src-core/market/level-summary.ts';
import { price } from '../../../src-core/pricing/black-scholes.ts';
import { HOUR, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import type { FeedSink, MarketFeed } from '../../../src-main/market-data/feed.ts';
import { GammaLevelKeeper } from '../../../src-main/market-data/gamma-level-keeper.ts';
import { type GammaLevelJournal, levelSource } from '../../../src-main/market-data/gamma-level-records.ts';
import { GammaStudy, type StudiedDay } from '../../../src-main/market-data/gamma-study.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { allDays, replayedDays } from '../../../src-main/market-data/recorded-days.ts';
import { newQuoteBatch } from '../../../src-main/market-data/quote-batch.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { VolatilityDesk } from '../../../src-main/market-data/volatility-desk.ts';
import { VolatilityHistory } from '../../../src-main/market-data/volatility-history.ts';
import { gammaView } from '../../../src-main/operations/views/gamma-view.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');
const VOLATILITY = 0.16;
const STRIKES = Array.from({ length: 41 }, (_, index) => 580 + index);
/** Calls at 605, puts at 596. */
const interest = (strike: number, isCall: boolean): number => (isCall ? (strike === 605 ? 20_000 : 400) : strike === 596 ? 18_000 : 500);

type Path = (minute: number) => number;

/** SPY on a path by minute, its chain quoted anew each minute. */
class PathFeed implements MarketFeed {
  readonly description: MarketFeed['description'];
  readonly #path: Path;
  readonly #batch = newQuoteBatch('SPY', 2 * STRIKES.length);
  #minute = 0;

  constructor(path: Path, kind: 'replay' | 'simulated' = 'replay', detail = 'made') {
    this.#path = path;
    this.description = { kind, label: kind === 'replay' ? 'REPLAY' : 'SIMULATED', detail, date: session.date, from: session.open, to: session.reference, quoting: 'snapshot', staleAfterMs: 5 * MINUTE };
  }

  nextTime(): number | null {
    return this.#minute <= 390 ? session.open + this.#minute * MINUTE : null;
  }

  advance(until: number, sink: FeedSink): void {
    for (let time = this.nextTime(); time !== null && time <= until; time = this.nextTime()) {
      if (this.#minute === 0) sink.list('SPY', session.date, STRIKES.flatMap((strike) => [{ strike, right: 'call' as const }, { strike, right: 'put' as const }]));
      this.#deliver(time, sink);
      this.#minute += 1;
    }
  }

  seek(time: number, sink: FeedSink): void {
    this.#minute = 0;
    this.advance(time, sink);
  }

  problems() {
    return { kept: [], total: 0 };
  }

  close(): void {
    this.#minute = 391;
  }

  #deliver(time: number, sink: FeedSink): void {
    const spot = this.#path(this.#minute);
    const nothing = { bid: Number.NaN, ask: Number.NaN, volume: Number.NaN, previousClose: Number.NaN };
    sink.ticker({ ticker: 'SPY', time, last: spot, ...nothing });
    const batch = this.#batch;
    batch.time = time;
    batch.count = 2 * STRIKES.length;
    const years = yearsToReference(session, time);
    STRIKES.forEach((strike, index) => {
      for (const [offset, right] of (['call', 'put'] as const).entries()) {
        const at = 2 * index + offset;
        const mid = Math.max(0.01, price({ right, spot, strike, years, rate: 0, dividendYield: 0 }, VOLATILITY));
        batch.row[at] = at;
        batch.bid[at] = mid * 0.999;
        batch.ask[at] = mid * 1.001;
        batch.openInterest[at] = interest(strike, right === 'call');
      }
    });
    sink.quotes(batch);
  }
}

class Records implements GammaLevelJournal {
  readonly kept = new Map<string, GammaLevelRecord>();
  writes = 0;
  save(records: readonly GammaLevelRecord[]): Promise<void> {
    this.writes += 1;
    for (const record of records) this.kept.set(`${record.underlying} ${record.date} ${record.kind} ${record.source}`, record);
    return Promise.resolve();
  }
  ofDay(date: string, source: string): Promise<readonly GammaLevelRecord[]> {
    return Promise.resolve([...this.kept.values()].filter((record) => record.date === date && record.source === source));
  }
  list(): ReturnType<GammaLevelJournal['list']> {
    const records = [...this.kept.values()];
    return Promise.resolve({ summary: [...levelSummary(records)], total: records.length, records });
  }
}

/** From 600 to the call wall at 605 within an hour and a half, and back below it; never near the put wall. */
const turning: Path = (minute) => (minute < 15 ? 600 : minute < 90 ? 600 + ((minute - 15) * 5) / 75 : minute < 110 ? 605 - ((minute - 90) * 3) / 20 : 602);
/** The same way up, and on. */
const breaking: Path = (minute) => (minute < 15 ? 600 : Math.min(609, 600 + ((minute - 15) * 5) / 75));

function keeping(path: Path, journal: GammaLevelJournal) {
  const feed = new PathFeed(path);
  const market = new Market({ session, clock: flatClock(session), rate: 0, quoting: 'snapshot', staleAfterMs: 5 * MINUTE });
  const notices: string[] = [];
  const keeper = new GammaLevelKeeper({ session, market, source: levelSource(feed.description), journal, notice: (text) => notices.push(text) });
  const run = (from: number, to: number): void => {
    feed.seek(from, market);
    for (let time = from; time <= to; time += MINUTE) {
      feed.advance(time, market);
      market.price(time);
      keeper.step(time);
    }
  };
  return { keeper, market, notices, run };
}

const outcomes = (journal: Records): Record<string, [number, string | undefined, string | undefined]> =>
  Object.fromEntries([...journal.kept.values()].map(({ kind, level, outcome, control }) => [kind, [level, outcome?.state, control.outcome?.state]]));

describe('levels of a session', () => {
  it('are set a quarter of an hour after the open and judged at the close', async () => {
    const journal = new Records();
    const { keeper, market, run } = keeping(turning, journal);
    run(session.open, session.open + 14 * MINUTE);
    expect(keeper.records('SPY')).toEqual([]);
    run(session.open + 15 * MINUTE, session.open + 16 * MINUTE);
    await keeper.flush();
    expect(journal.kept.get(`SPY ${session.date} call_wall replay: made`)).toMatchObject({ level: 605, setAt: session.open + 15 * MINUTE, setPrice: expect.closeTo(600, 1), outcome: null, control: { level: expect.closeTo(595, 1) } });
    run(session.open + 17 * MINUTE, session.reference);
    await keeper.flush();
    expect(outcomes(journal)).toMatchObject({ call_wall: [605, 'held', 'not_reached'], put_wall: [596, 'not_reached', 'held'] });
    expect(journal.writes).toBe(2);
    const desk = new VolatilityDesk({ session, clock: new SessionClock(session.reference - HOUR), market, history: new VolatilityHistory({ session, market, journal: null, notice: () => undefined }), otherExpiries: null, keeper, study: null, journal, isSimulated: () => false });
    const view = gammaView(desk, 'SPY');
    expect(gammaViewSchema.parse(view)).toEqual(view);
    expect(view.openInterest).toEqual({ asOf: '2026-08-20', ageDays: 1, simulated: false });
  });

  it('are those of the morning after a restart, however late', async () => {
    const journal = new Records();
    const first = keeping(breaking, journal);
    first.run(session.open, session.open + 20 * MINUTE);
    await first.keeper.flush();
    const second = keeping(breaking, journal);
    await second.keeper.recover(session.open + 4 * HOUR);
    second.run(session.open + 4 * HOUR, session.reference);
    await second.keeper.flush();
    expect(second.keeper.records('SPY').map(({ setAt }) => setAt)).toEqual(first.keeper.records('SPY').map(() => session.open + 15 * MINUTE));
    expect(outcomes(journal)).toMatchObject({ call_wall: [605, 'broken', 'not_reached'] });
  });

  it('of a day that is played again stay judged until it is judged again', async () => {
    const journal = new Records();
    const first = keeping(turning, journal);
    first.run(session.open, session.reference);
    await first.keeper.flush();
    const again = keeping(turning, journal);
    await again.keeper.recover(session.open);
    again.run(session.open, session.open + HOUR);
    await again.keeper.flush();
    expect(outcomes(journal)).toMatchObject({ call_wall: [605, 'held', 'not_reached'] });
    expect(again.keeper.records('SPY')[0]?.outcome).toBeNull();
  });
});

describe('the study of recorded days', () => {
  const day = (name: string, path: Path, kind: 'replay' | 'simulated' = 'replay'): StudiedDay => ({ date: session.date, ...levelSource({ kind, detail: name }), open: () => Promise.resolve(new PathFeed(path, kind, name)) });
  const studying = (days: readonly StudiedDay[], journal: GammaLevelJournal, rest: () => Promise<void> = () => Promise.resolve()) =>
    new GammaStudy({ days: { list: () => Promise.resolve(days) }, journal, clockOf: flatClock, rate: 0, rest, onChange: () => undefined });

  it('writes what the session itself would have, once however often it is done', async () => {
    const traded = new Records();
    const { keeper, run } = keeping(turning, traded);
    run(session.open, session.reference);
    await keeper.flush();
    const studied = new Records();
    const study = studying([day('made', turning), day('other', breaking), day('seed 1', breaking, 'simulated')], studied);
    expect(await study.begin()).toMatchObject({ state: 'running', days: 3 });
    await study.stop();
    for (let round = 0; round < 2; round += 1) {
      await study.begin();
      await finished(study);
      expect(study.view()).toMatchObject({ state: 'done', days: 3, done: 3, problems: [] });
    }
    for (const [key, record] of traded.kept) expect(studied.kept.get(key)).toEqual(record);
    const { summary } = await studied.list();
    // Two recordings of one date are one day, and what was made up is told apart.
    expect(summary.filter(({ kind }) => kind === 'call_wall').map(({ origin, days, level }) => [origin, days, level.held, level.judged])).toEqual([['recorded', 1, 1, 1], ['simulated', 1, 0, 1]]);
  });

  it('stops within a day, and says which days could not be studied', async () => {
    const journal = new Records();
    const broken: StudiedDay = { ...day('broken', turning), open: () => Promise.reject(new Error('no quotes')) };
    let rests = 0;
    const study = studying([broken, day('made', turning), day('other', turning)], journal, () => {
      rests += 1;
      if (rests === 1) void study.stop();
      return Promise.resolve();
    });
    await study.begin();
    await finished(study);
    expect(study.view()).toMatchObject({ state: 'stopped', done: 1, written: 0, problems: [`${session.date} (replay: broken): no quotes`] });
    expect(journal.kept.size).toBe(0);
  });

  it('is refused where nothing is recorded', async () => {
    await expect(studying([], new Records()).begin()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tells a recording of a made-up session from one of a market', () => {
    expect(levelSource({ kind: 'replay', detail: '2026-08-21_simulated_seed-7' }).origin).toBe('simulated');
    expect(levelSource({ kind: 'replay', detail: 'spy-0dte-2026-07-28' }).origin).toBe('recorded');
    expect(levelSource({ kind: 'ibkr', detail: 'paper' }).origin).toBe('live');
  });
});

const sessions = '../shared/sessions';

describe.skipIf(!existsSync(join(sessions, 'spy-0dte-5min-cboe')))('a day that was recorded (skipped: ../shared/sessions is absent)', () => {
  const date = '2026-07-28';
  let out = '';
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'study-'));
    execFileSync(process.execPath, ['scripts/convert-sessions.mjs', sessions, out, '--date', date]);
  });
  afterAll(() => rmSync(out, { recursive: true }));

  it('has levels where its open interest and its prices say, judged by its own path', async () => {
    const journal = new Records();
    const places = allDays([replayedDays(join(out, 'nowhere')), replayedDays(out), replayedDays(out)]);
    const study = new GammaStudy({ days: places, journal, clockOf: flatClock, rate: 0.037, rest: () => Promise.resolve(), onChange: () => undefined });
    expect(await study.begin()).toMatchObject({ days: 1 });
    await finished(study);
    expect(study.view()).toMatchObject({ state: 'done', problems: [] });
    const spy = [...journal.kept.values()].filter(({ underlying }) => underlying === 'SPY');
    expect(spy.map(({ kind }) => kind)).toEqual(['call_wall', 'put_wall', 'heaviest', 'flip']);
    for (const record of spy) {
      expect(record).toMatchObject({ date, origin: 'recorded', source: `replay: spy-0dte-${date}` });
      expect(record.setAt).toBeGreaterThanOrEqual(newYorkTime(parseIsoDate(date), '09:45'));
      expect(record.setAt).toBeLessThan(newYorkTime(parseIsoDate(date), '09:55'));
      expect(Math.abs(record.level / record.setPrice - 1)).toBeLessThan(0.05);
      expect(record.outcome).not.toBeNull();
      expect(record.control.level - record.setPrice).toBeCloseTo(record.setPrice - record.level, 9);
    }
    expect(spy.slice(0, 3).every(({ level }) => Number.isInteger(level))).toBe(true);
  });
});

async function finished(study: GammaStudy): Promise<void> {
  while (study.view().state === 'running') await new Promise((resolve) => void setImmediate(resolve));
}
