import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsOn } from '../../src-core/calendar/event-times.ts';
import { type ExchangeSession, newYorkTime, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractClient } from '../../src-core/contract/client.ts';
import { serveContract } from '../../src-core/contract/server.ts';
import { UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { scheduleOn } from '../../src-core/ledger/fees.ts';
import { OUTLOOKS } from '../../src-core/signals/evidence.ts';
import { type EpochMs, MINUTE, parseIsoDate } from '../../src-core/time.ts';
import type { FeedDescription, FeedProblem, FeedSink, MarketFeed } from '../../src-main/market-data/feed.ts';
import { Market } from '../../src-main/market-data/market.ts';
import { MarketMeasures } from '../../src-main/market-data/market-measures.ts';
import { SimulatedFeed } from '../../src-main/market-data/simulated-feed.ts';
import { programFiles } from '../../src-main/program-files.ts';
import { parseSettings } from '../../src-main/settings.ts';
import type { Detector } from '../../src-main/signals/detector.ts';
import { DETECTORS } from '../../src-main/signals/detectors/index.ts';
import { MarketStateTracker } from '../../src-main/signals/market-state-tracker.ts';
import { strategise } from '../../src-main/signals/strategist/strategise.ts';
import { startTerminal } from '../../src-main/terminal.ts';
import { expiryClockOf, readVarianceTables } from '../../src-main/variance-tables.ts';
import { quantile, rounded } from '../support/figures.ts';
import { inProcessPorts } from '../support/in-process-ports.ts';

const DATE = parseIsoDate('2026-11-20');
const RATE = 0.04;
/** Where the running core begins: most types of signals have their hours from then on. */
const START = '10:15';
/** Bars before these are the engine's warming up; a day's first signals come later still. */
const WARM_BARS = 30;
/** Quotes a second that the terminal is driven at, as near as its speed can be chosen. */
const QUOTES_A_SECOND = 20_000;
const MEASURED_MS = 160_000;

/**
 * What signals cost: at a bar's close over three chains, with evidence on each of them, which is more than ever happens;
 * between bars; and from a bar's last quote to the window's port in the running core.
 */
export async function run(): Promise<Record<string, number>> {
  const session = sessionOn(DATE);
  if (session === null) throw new Error(`${DATE} is a session`);
  return { ...(await atCloses(session)), ...(await onTheStream(session)) };
}

async function atCloses(session: ExchangeSession): Promise<Record<string, number>> {
  const tables = readVarianceTables(programFiles().resources);
  const feed = new SimulatedFeed({ seed: 1, session, rate: RATE });
  const { quoting, staleAfterMs } = feed.description;
  const market = new Market({ session, clock: expiryClockOf(tables, session).clock, rate: RATE, quoting, staleAfterMs });
  const readMinutes = (): Promise<readonly never[]> => Promise.resolve([]);
  const measures = new MarketMeasures({ session, market });
  const events = tables.kind === 'variance' && tables.events !== null ? eventsOn(tables.events, DATE) : [];
  const tracker = new MarketStateTracker({ session, market, measures, events, readMinutes, baseline: null });
  await tracker.load();
  const fees = scheduleOn(DATE);
  const times = { tracker: [] as number[], detectors: [] as number[], strategist: [] as number[], both: [] as number[] };
  let between = 0;
  let steps = 0;
  let candidates = 0;
  let bars = 0;
  for (let next = feed.nextTime(); next !== null && next <= session.reference - 20 * MINUTE; next = feed.nextTime()) {
    feed.advance(next, market);
    market.price(next);
    const began = performance.now();
    if (!tracker.step(next)) {
      between += performance.now() - began;
      steps += 1;
      continue;
    }
    const measured = performance.now();
    const state = tracker.state();
    if (state === null) continue;
    bars += 1;
    for (const detector of DETECTORS) for (const underlying of UNDERLYINGS) detector.detect(state, underlying);
    const detected = performance.now();
    UNDERLYINGS.forEach((underlying, place) => {
      const chain = market.chain(underlying);
      const known = market.distribution(underlying);
      const outlook = OUTLOOKS[(bars + place) % OUTLOOKS.length] ?? 'up';
      if (chain === null || known === null) return;
      const evidence = { detector: 'bench', underlying, outlook, attraction: null, strength: 3, reason: 'a bench', figures: [] };
      const terms = { fees, date: DATE };
      candidates += strategise(evidence, { chain, quotes: market, known, spot: known.spot, minutesLeft: state.minutesLeft }, terms).candidates.length;
    });
    const done = performance.now();
    if (bars <= WARM_BARS) continue;
    times.tracker.push(measured - began);
    times.detectors.push(detected - measured);
    times.strategist.push(done - detected);
    times.both.push(done - measured);
  }
  return {
    'detectors and strategist at a close, mean ms': mean(times.both),
    'detectors and strategist at a close, p99 ms': rounded(quantile(times.both, 0.99), 2),
    'of it 9 detectors on 3 underlyings, mean ms': mean(times.detectors),
    'of it the strategist on 3 chains, mean ms': mean(times.strategist),
    'market state at a close with 3 smiles, mean ms': mean(times.tracker),
    'market state at a close with 3 smiles, p99 ms': rounded(quantile(times.tracker, 0.99), 2),
    'market state between closes, mean us': rounded((1_000 * between) / steps, 2),
    'closes measured': times.both.length,
    'candidates built a close': rounded(candidates / bars, 1),
  };
}

/** Remembers when the first event at or after each bar's close was asked of the feed. */
class TimedFeed implements MarketFeed {
  readonly description: FeedDescription;
  readonly #feed: MarketFeed;
  readonly #session: ExchangeSession;
  readonly closes = new Map<EpochMs, number>();

  constructor(feed: MarketFeed, session: ExchangeSession) {
    this.#feed = feed;
    this.#session = session;
    this.description = feed.description;
  }

  nextTime(): EpochMs | null {
    return this.#feed.nextTime();
  }

  advance(until: EpochMs, sink: FeedSink): void {
    const close = this.#session.open + Math.floor((until - this.#session.open) / MINUTE) * MINUTE;
    if (!this.closes.has(close)) this.closes.set(close, performance.now());
    this.#feed.advance(until, sink);
  }

  seek(time: EpochMs, sink: FeedSink): void {
    this.#feed.seek(time, sink);
  }

  problems(): { readonly kept: readonly FeedProblem[]; readonly total: number } {
    return this.#feed.problems();
  }

  close(): void {
    this.#feed.close();
  }
}

async function onTheStream(session: ExchangeSession): Promise<Record<string, number>> {
  const perSecond = quotesASecond(session);
  const speed = Math.round(QUOTES_A_SECOND / perSecond);
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-signals-'));
  const settings = parseSettings(['--data-dir', dataDir, '--date', DATE, '--seed', '1', '--speed', String(speed), '--start', START, '--no-open'], {});
  const feed = new TimedFeed(new SimulatedFeed({ seed: 1, session, rate: RATE }), session);
  const terminal = await startTerminal(settings, { feed, detectors: oneAMinute(openMinutes(session) + WARM_BARS) });
  try {
    const { client, server } = inProcessPorts();
    serveContract(server, terminal.host({ origin: 'script' }));
    const core = new ContractClient(client);
    const states: number[] = [];
    const signals: number[] = [];
    const seen = new Set<string>();
    const late = (into: number[], close: EpochMs): void => {
      const delivered = feed.closes.get(close);
      if (delivered !== undefined) into.push(performance.now() - delivered);
    };
    core.subscribe('marketState', {}, {
      next: ({ state }) => {
        if (state !== null) late(states, state.time);
      },
    });
    core.subscribe('signals', {}, {
      next: (changed) => {
        for (const { id, generatedAt } of changed) {
          if (!seen.has(id)) late(signals, generatedAt);
          seen.add(id);
        }
      },
    });
    const { market } = terminal.engines;
    const before = { quotes: market.quotesSeen, at: performance.now() };
    await new Promise((resolve) => setTimeout(resolve, MEASURED_MS));
    const seconds = (performance.now() - before.at) / 1_000;
    return {
      'quotes a second in the core': rounded((market.quotesSeen - before.quotes) / seconds),
      'quote to signal on the stream, p50 ms': rounded(quantile(signals, 0.5), 2),
      'quote to signal on the stream, p99 ms': rounded(quantile(signals, 0.99), 2),
      'quote to the first signal on the stream, ms': rounded(signals[0] ?? Number.NaN, 2),
      'signals measured': signals.length,
      'session seconds a second': speed,
      'quote to market state on the stream, p50 ms': rounded(quantile(states.slice(WARM_BARS), 0.5), 2),
      'quote to market state on the stream, p99 ms': rounded(quantile(states.slice(WARM_BARS), 0.99), 2),
      'market states measured': states.length,
    };
  } finally {
    await terminal.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function openMinutes({ date, open }: ExchangeSession): number {
  return (newYorkTime(date, START) - open) / MINUTE;
}

/** Evidence in one underlying at each minute from the first on, by types that speak once: as many signals as a bench needs. */
function oneAMinute(first: number): readonly Detector[] {
  return Array.from({ length: 160 }, (_, place) => first + place).map((minute): Detector => ({
    id: `minute_${minute}`,
    title: `Minute ${minute}`,
    what: 'Speaks once, at its minute.',
    detect(state, underlying) {
      if (state.minute !== minute || UNDERLYINGS[minute % UNDERLYINGS.length] !== underlying) return { kind: 'quiet', figures: [] };
      const outlook = OUTLOOKS[minute % OUTLOOKS.length] ?? 'up';
      return { kind: 'evidence', evidence: { detector: `minute_${minute}`, underlying, outlook, attraction: null, strength: 3, reason: 'a bench', figures: [] } };
    },
  }));
}

/** What the simulated market quotes in a second of the session, over half an hour. */
function quotesASecond(session: ExchangeSession): number {
  let quotes = 0;
  const sink: FeedSink = { list: () => undefined, ticker: () => undefined, quotes: (batch) => (quotes += batch.count) };
  const feed = new SimulatedFeed({ seed: 1, session, rate: RATE });
  const start = newYorkTime(session.date, START);
  feed.seek(start, sink);
  quotes = 0;
  feed.advance(start + 30 * MINUTE, sink);
  return quotes / (30 * 60);
}

function mean(values: readonly number[]): number {
  return rounded(values.reduce((sum, value) => sum + value, 0) / values.length, 3);
}
