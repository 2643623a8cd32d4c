import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import { add, formatMoney, negate } from '../../src-core/money.ts';
import type { HeadlessSettings } from '../settings.ts';
import { StartFailure } from '../start-failure.ts';
import { startTerminal, type Terminal } from '../terminal.ts';
import defaultPlan from '../../resources/plans/one-condor-each.json' with { type: 'json' };
import { planSchema, type PlanStep } from './plan.ts';
import { PlanTrader, type SkippedStep } from './plan-trader.ts';

/** What a session came to. Amounts are dollars as text, exact. */
export interface HeadlessSummary {
  readonly date: string;
  readonly feed: { readonly kind: string; readonly label: string; readonly detail: string; readonly problems: number };
  readonly quotes: number;
  readonly contractsPriced: number;
  readonly quotesPerSecond: number;
  readonly orders: number;
  readonly ordersByState: Readonly<Record<string, number>>;
  readonly fills: number;
  readonly commission: string;
  readonly fees: string;
  readonly realised: string;
  /** Realised less commission and fees. */
  readonly net: string;
  readonly settlement: {
    readonly settled: boolean;
    readonly referencePrices: Readonly<Record<string, number>>;
    readonly optionsHeld: number;
    readonly sharesHeld: Readonly<Record<string, number>>;
    readonly cash: string;
  };
  readonly skipped: readonly SkippedStep[];
  readonly notices: readonly string[];
  readonly wallSeconds: number;
  readonly peakMemoryMb: number;
}

/** Runs a session without a window, as fast as it goes unless told otherwise, and tells what came of it. */
export async function runHeadless(settings: HeadlessSettings): Promise<{ readonly summary: HeadlessSummary; readonly text: string }> {
  const plan = settings.trade ? readPlan(settings.plan) : [];
  const began = performance.now();
  const terminal = await startTerminal(settings, { autoplay: false });
  try {
    const { session } = terminal.engines;
    const end = settings.end === null ? Number.POSITIVE_INFINITY : newYorkTime(session.date, settings.end);
    const trader = new PlanTrader(plan, terminal.engines, terminal.host({ origin: 'headless' }));
    await trader.run(end);
    const summary = summaryOf(terminal, trader.skipped, (performance.now() - began) / 1_000);
    return { summary, text: settings.json ? JSON.stringify(summary) : described(summary) };
  } finally {
    await terminal.close();
  }
}

function readPlan(path: string | null): readonly PlanStep[] {
  let content: unknown = defaultPlan;
  if (path !== null) {
    try {
      content = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new StartFailure(`--plan "${path}": expected a JSON file (${error instanceof Error ? error.message : String(error)})`, { cause: error });
    }
  }
  const parsed = planSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StartFailure(`--plan "${path}": ${issue?.path.map(String).join('.')}: ${issue?.message}`);
}

function summaryOf({ engines }: Terminal, skipped: readonly SkippedStep[], wallSeconds: number): HeadlessSummary {
  const { feed, market, orders, session, notices, referencePrices, isSettled } = engines;
  const { realised, commission, fees } = orders.today;
  const all = orders.orders();
  const ordersByState: Record<string, number> = {};
  for (const { state } of all) ordersByState[state] = (ordersByState[state] ?? 0) + 1;
  const sharesHeld: Record<string, number> = {};
  let optionsHeld = 0;
  for (const { symbol, quantity } of orders.book.holdings()) {
    if (parseSymbol(symbol).kind === 'shares') sharesHeld[symbol] = (sharesHeld[symbol] ?? 0) + quantity;
    else optionsHeld += Math.abs(quantity);
  }
  const { kind, label, detail } = feed.description;
  return {
    date: session.date,
    feed: { kind, label, detail, problems: feed.problems().total },
    quotes: market.quotesSeen,
    contractsPriced: market.contractsPriced,
    quotesPerSecond: Math.round(market.quotesSeen / wallSeconds),
    orders: all.length,
    ordersByState,
    fills: all.flatMap(({ id }) => orders.history(id)).filter(({ event }) => event.type === 'filled').length,
    commission: formatMoney(commission, 4),
    fees: formatMoney(fees, 4),
    realised: formatMoney(realised, 4),
    net: formatMoney(add(realised, negate(commission), negate(fees)), 4),
    settlement: {
      settled: isSettled(),
      referencePrices: referencePrices(),
      optionsHeld,
      sharesHeld,
      cash: formatMoney(orders.book.cash, 4),
    },
    skipped,
    notices: notices.all().map(({ text }) => text),
    wallSeconds: Math.round(wallSeconds * 1_000) / 1_000,
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function described(summary: HeadlessSummary): string {
  const { settlement } = summary;
  const states = Object.entries(summary.ordersByState).map(([state, count]) => `${count} ${state.toLowerCase()}`);
  const prices = Object.entries(settlement.referencePrices).map(([underlying, price]) => `${underlying} ${price}`);
  const shares = Object.entries(settlement.sharesHeld).map(([underlying, units]) => `${units} ${underlying}`);
  return [
    `${summary.date}  ${summary.feed.label} (${summary.feed.detail})`,
    `quotes      ${summary.quotes} seen, ${summary.contractsPriced} priced, ${summary.quotesPerSecond} a second`,
    `orders      ${summary.orders}${states.length > 0 ? ` (${states.join(', ')})` : ''}, ${summary.fills} fills`,
    `result      realised ${summary.realised}, commission ${summary.commission}, fees ${summary.fees}, net ${summary.net}`,
    `settlement  ${settlement.settled ? `done at ${prices.join(', ')}` : 'not reached'}, cash ${settlement.cash}`,
    ...(shares.length > 0 ? [`shares      ${shares.join(', ')}`] : []),
    ...summary.skipped.map(({ step, reason }) => `skipped     step ${step}: ${reason}`),
    `run         ${summary.wallSeconds} s, ${summary.peakMemoryMb} MB at most`,
  ].join('\n');
}
