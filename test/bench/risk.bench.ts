import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scheduleOn } from '../../src-core/ledger/fees.ts';
import { fromDollars, ZERO } from '../../src-core/money.ts';
import type { PositionLeg } from '../../src-core/risk/position-pricer.ts';
import { ScenarioPricer } from '../../src-core/risk/scenario-grid.ts';
import { SECOND } from '../../src-core/time.ts';
import { AccountExposure } from '../../src-main/risk/account-exposure.ts';
import { RiskMeasuresDesk } from '../../src-main/risk/risk-measures.ts';
import { quantile, rounded } from '../support/figures.ts';
import { marketState } from '../support/market-states.ts';
import { mixedBook, spotsOf } from '../support/risk-books.ts';
import { simulatedWorld } from '../support/simulated-books.ts';

const LEGS = 200;
const WARM = 20;
const STEPS = 400;

type Figures = Record<string, number>;

/**
 * What the risk engine costs with 200 legs over three underlyings, as the simulated market moves: the measures of book and
 * underlyings on a tick (what a step, a gauge and a breaker need), the grid and the value at risk (made once a second).
 */
export async function run(): Promise<Figures> {
  return { ...(await preTrade()), ...measures(), ...gridOfContracts() };
}

/** The check of one order, from its own bench beside this one. */
async function preTrade(): Promise<Figures> {
  const file = join(import.meta.dirname, 'risk', 'pre-trade.ts');
  if (!existsSync(file)) return {};
  const { preTradeFigures }: { preTradeFigures: () => Figures | Promise<Figures> } = await import(pathToFileURL(file).href);
  return preTradeFigures();
}

function measures(): Figures {
  const world = simulatedWorld();
  const { feed, market, session } = world;
  const book = mixedBook(world, LEGS);
  const spotOf = spotsOf(world);
  const nothing = { realised: ZERO, commission: ZERO, fees: ZERO };
  const desk = new RiskMeasuresDesk({
    session,
    market,
    account: () => ({ book, working: [] }),
    booked: () => nothing,
    exposure: new AccountExposure({ quotes: market, spotOf, fees: scheduleOn(session.date), tailMove: () => null, collarOf: () => null }),
    spotOf,
    referenceOf: () => null,
    equity: () => fromDollars(1_000_000),
    best: () => ZERO,
    state: () => marketState(),
  });
  const times = { tick: [] as number[], day: [] as number[], grid: [] as number[], single: [] as number[], tails: [] as number[], expiry: [] as number[] };
  let now = world.now;
  for (let step = 0; step < WARM + STEPS; step += 1) {
    now += SECOND;
    feed.advance(now, market);
    market.price(now);
    // The smiles are the market's own, made once a second for whoever asks.
    for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) market.smile(underlying);
    desk.step(now);
    const took = [
      timed(() => desk.dayResult(null)),
      timed(() => desk.tick()),
      timed(() => desk.measures()),
      timed(() => desk.scenarios('book')),
      timed(() => desk.scenarios('SPY')),
      timed(() => desk.expiry()),
    ];
    if (step < WARM) continue;
    const [day = 0, tick = 0, tails = 0, grid = 0, single = 0, expiry = 0] = took;
    times.day.push(day);
    times.tick.push(day + tick);
    times.tails.push(tails);
    times.grid.push(grid);
    times.single.push(single);
    times.expiry.push(expiry);
  }
  const of = (values: readonly number[], part: number): number => rounded(quantile(values, part), 3);
  return {
    'legs held': book.holdings().length,
    'contracts of them': new Set(book.holdings().map(({ symbol }) => symbol)).size,
    'full measures on a tick, p50 ms': of(times.tick, 0.5),
    'full measures on a tick, p99 ms': of(times.tick, 0.99),
    'of it the day\'s result, p50 ms': of(times.day, 0.5),
    'grid of 21 x 11 x 5 over the book, p50 ms': of(times.grid, 0.5),
    'grid of 21 x 11 x 5 over the book, p99 ms': of(times.grid, 0.99),
    'grid of 21 x 11 x 5 over SPY alone, p50 ms': of(times.single, 0.5),
    'value at risk at two horizons, p50 ms': of(times.tails, 0.5),
    'value at risk at two horizons, p99 ms': of(times.tails, 0.99),
    'end of the day of each leg, p50 ms': of(times.expiry, 0.5),
  };
}

/** Contracts of a real book repeat themselves and are priced once; here none does. */
function gridOfContracts(): Figures {
  const { session, market, now } = simulatedWorld();
  const moment = { time: now, session, clock: market.clock, rate: market.rate };
  const legs = Array.from({ length: LEGS }, (_, i): PositionLeg => {
    const strike = 580 + Math.floor(i / 2) * 0.5;
    return { right: i % 2 === 0 ? 'call' : 'put', strike, units: ((i % 5) - 2) * 100 || 100, volatility: 0.14 + 0.001 * Math.abs(strike - 605), mark: Number.NaN };
  });
  const pricer = new ScenarioPricer();
  const grids = Array.from({ length: WARM + STEPS / 4 }, () => timed(() => pricer.grid({ moment, scope: 'SPY', positions: [{ underlying: 'SPY', spot: 605, shares: 0, legs }], betas: {}, notes: [] }))).slice(WARM);
  return { 'grid of 21 x 11 x 5 over 200 contracts, p50 ms': rounded(quantile(grids, 0.5), 3), 'grid of 21 x 11 x 5 over 200 contracts, p99 ms': rounded(quantile(grids, 0.99), 3) };
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}
