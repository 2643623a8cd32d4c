import { z } from 'zod';
import { deskViewSchema, PROFILES, serverStatusSchema } from './connections.ts';
import { parseSymbol, UNDERLYINGS, TICKERS, type InstrumentSymbol } from '../instruments/instrument.ts';
import { type Money, money } from '../money.ts';
import { ORDER_CONFIRMATIONS, ORDER_STATES, TIMES_IN_FORCE } from '../orders/order.ts';
import { type IsoDate, parseIsoDate } from '../time.ts';

/** Reads with `parse`, and turns its RangeError into the schema's own message. */
function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

export const jsonSchema = z.json();
export type JsonValue = z.output<typeof jsonSchema>;
/** A whole number of ten-thousandths of a dollar. */
export const moneySchema = z.int().transform((units): Money => money(units));
export const symbolSchema = parsed((text): InstrumentSymbol => (parseSymbol(text), text as InstrumentSymbol));
export const dateSchema = parsed((text): IsoDate => parseIsoDate(text));
export const underlyingSchema = z.enum(UNDERLYINGS);
export const tickerSchema = z.enum(TICKERS);
export const timeSchema = z.number();
/** A model's number; null where it could not be computed. */
export const figureSchema = z.number().nullable();

export const legSchema = z.object({
  symbol: symbolSchema,
  side: z.enum(['buy', 'sell']),
  ratio: z.int().min(1).max(100),
});

export const termsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('market') }),
  z.object({ type: z.literal('limit'), limit: moneySchema }),
  z.object({ type: z.literal('stop'), stop: moneySchema }),
  z.object({ type: z.literal('stop_limit'), stop: moneySchema, limit: moneySchema }),
]);

export const quantitySchema = z.int().min(1).max(10_000);

/** The package a ticket describes: the order without its id. */
export const ticketSchema = z.object({
  underlying: underlyingSchema,
  legs: z.array(legSchema).min(1).max(4),
  quantity: quantitySchema,
  terms: termsSchema,
  timeInForce: z.enum(TIMES_IN_FORCE),
  tradeId: z.uuid().optional(),
  /** The signal this order acts on: it is refused once the signal's price is gone. */
  signalId: z.uuid().optional(),
});
export type Ticket = z.output<typeof ticketSchema>;

/** confirmed: what is unusual about it was said, and it is meant all the same. */
export const placeSchema = ticketSchema.extend({ id: z.uuid(), confirmed: z.enum(ORDER_CONFIRMATIONS).optional() });

const feesSchema = z.object({
  commission: moneySchema,
  /** Exchange, clearing and regulatory charges. */
  fees: moneySchema,
  total: moneySchema,
  /** Each charge by name. */
  lines: z.array(z.object({ name: z.string(), amount: moneySchema })),
});

/** Why an order would be denied, with the numbers compared. */
export const denialSchema = z.object({ code: z.string(), message: z.string() });
export type DenialView = z.output<typeof denialSchema>;

/** What an order would cost, risk and leave, as the market stands. Amounts are for the whole quantity after fees unless said otherwise. */
export const previewSchema = z.object({
  strategy: z.string(),
  closing: z.boolean(),
  /** Net debits per share of one package; null where a leg has no usable quote. */
  natural: moneySchema.nullable(),
  mid: moneySchema.nullable(),
  expected: moneySchema.nullable(),
  /** The net the amounts below assume: the limit, or the expected fill of a market order. */
  net: moneySchema.nullable(),
  fees: feesSchema,
  /** null where unbounded or not computable. */
  maximumGain: moneySchema.nullable(),
  maximumLoss: moneySchema.nullable(),
  unboundedGain: z.boolean(),
  unboundedLoss: z.boolean(),
  /** Underlying prices at expiry, in dollars, where the result after fees is zero. */
  breakEvens: z.array(z.number()),
  /** Change of the account's margin, and buying power left afterwards; null while the price is not known. */
  marginChange: moneySchema.nullable(),
  buyingPowerAfter: moneySchema.nullable(),
  /** Worst case at expiry of all that is held and on order, with this order, and what the day could lose by then; null without bound or while the price is not known. */
  worstCaseAfter: moneySchema.nullable(),
  dayAtWorstAfter: moneySchema.nullable(),
  /** Of the whole quantity: delta in shares, gamma per 1.00, theta dollars per calendar day at the clock's pace of now, vega dollars per 1 %; on the clock named. */
  greeks: z.object({ delta: figureSchema, gamma: figureSchema, theta: figureSchema, vega: figureSchema }),
  clockLabel: z.string(),
  /** How it may end if kept to the reference time; null while the price or the distribution is not known. */
  outlook: z
    .object({
      /** The distribution: of the fitted smile, or lognormal at the money's volatility. */
      source: z.enum(['smile', 'lognormal']),
      /** Risk-neutral probabilities, fees included. */
      profit: z.number(),
      maximumGain: figureSchema,
      maximumLoss: figureSchema,
      /** That the underlying trades at a break-even, any of them, before the reference time; null without one. */
      touch: figureSchema,
      /** Dollars, the whole quantity, fees included: the mean, and the means of the gains and of the losses. */
      expected: z.number(),
      expectedGain: figureSchema,
      expectedLoss: figureSchema,
    })
    .nullable(),
  /** Result at expiry after fees, in dollars, at prices of the underlying in dollars. */
  payoff: z.array(z.object({ price: z.number(), result: z.number() })),
  denials: z.array(denialSchema),
});
export type Preview = z.output<typeof previewSchema>;

export const orderViewSchema = z.object({
  id: z.string(),
  tradeId: z.string(),
  sequence: z.number(),
  underlying: underlyingSchema,
  strategy: z.string(),
  closing: z.boolean(),
  legs: z.array(legSchema),
  quantity: z.number(),
  terms: termsSchema,
  timeInForce: z.enum(TIMES_IN_FORCE),
  state: z.enum(ORDER_STATES),
  open: z.boolean(),
  filledQuantity: z.number(),
  /** Average net debit per share of what is filled; null before the first fill. */
  averageNet: z.number().nullable(),
  source: z.enum(['manual', 'automated']),
  /** The signal that it acts on. */
  signalId: z.string().nullable(),
  /** It was made elsewhere in the account and taken over from the broker's records. */
  adopted: z.literal(true).optional(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  reason: z.string().nullable(),
  /** The group that it is of; null for an order by itself. */
  group: z
    .object({
      id: z.string(),
      /** The entry whose package it closes, and what it is to that; null where orders of one standing cancel each other. */
      parent: z.string().nullable(),
      role: z.enum(['target', 'stop']).nullable(),
      /** Packages it may fill by the rules of the group now; 0 while it waits for its entry. */
      released: z.number(),
    })
    .nullable(),
  /** Every step of its life. */
  history: z.array(z.object({ time: timeSchema, state: z.enum(ORDER_STATES), text: z.string() })),
});
export type OrderView = z.output<typeof orderViewSchema>;

/** Profit and loss three ways: optimistic at mids, expected as booked, pessimistic at natural prices. */
const threeWaysSchema = z.object({
  optimistic: moneySchema.nullable(),
  expected: moneySchema.nullable(),
  pessimistic: moneySchema.nullable(),
});
export type ThreeWays = z.output<typeof threeWaysSchema>;

const greeksSchema = z.object({ delta: figureSchema, gamma: figureSchema, theta: figureSchema, vega: figureSchema });

export const positionLegSchema = z.object({
  symbol: symbolSchema,
  /** Signed units. */
  quantity: z.number(),
  /** Average cost per share. */
  averagePrice: z.number(),
  bid: figureSchema,
  ask: figureSchema,
  mid: figureSchema,
  greeks: greeksSchema,
  /** At mid and at the price a close would cross to. */
  unrealisedMid: moneySchema.nullable(),
  unrealisedLiquidation: moneySchema.nullable(),
});

export const packageViewSchema = z.object({
  tradeId: z.string(),
  underlying: underlyingSchema,
  strategy: z.string(),
  /** The signal that it was opened on. */
  signalId: z.string().nullable(),
  status: z.enum(['pending', 'open', 'closed', 'settled', 'cancelled', 'rejected', 'expired']),
  openedAt: timeSchema,
  closedAt: timeSchema.nullable(),
  /** Packages still held. */
  quantity: z.number(),
  /** Net debit per share at entry. */
  entry: z.number().nullable(),
  /** Net per share, as a debit of the package as opened, that it would be sold at now. */
  mid: figureSchema,
  natural: figureSchema,
  legs: z.array(positionLegSchema),
  greeks: greeksSchema,
  realised: moneySchema,
  unrealised: threeWaysSchema,
  /** Realised and unrealised, fees included. */
  profit: threeWaysSchema,
  commission: moneySchema,
  fees: moneySchema,
  margin: moneySchema,
  maximumLoss: moneySchema.nullable(),
});
export type PackageView = z.output<typeof packageViewSchema>;

export const accountViewSchema = z.object({
  number: z.string(),
  kind: z.enum(['paper', 'live']),
  cash: moneySchema,
  /** Cash and positions, marked at mid and at liquidation; null while a mark is absent. */
  netLiquidationMid: moneySchema.nullable(),
  netLiquidation: moneySchema.nullable(),
  margin: moneySchema,
  buyingPower: moneySchema,
  realisedToday: moneySchema,
  unrealised: threeWaysSchema,
  commissionToday: moneySchema,
  feesToday: moneySchema,
  /** Of today, fees included. */
  profitToday: threeWaysSchema,
});
export type AccountView = z.output<typeof accountViewSchema>;

export const positionsViewSchema = z.object({
  time: timeSchema,
  /** What the Greeks of the packages are on; theta is per calendar day at its pace of now. */
  clockLabel: z.string(),
  account: accountViewSchema,
  packages: z.array(packageViewSchema),
});
export type PositionsView = z.output<typeof positionsViewSchema>;

export const sessionPhases = ['before_open', 'open', 'after_reference', 'closed', 'settled'] as const;
export const sessionViewSchema = z.object({
  /** Of this start of the terminal: what came before another one is of no use to this one's windows. */
  run: z.string(),
  date: dateSchema,
  /** The session's own time: simulated, recorded or the machine's. */
  now: timeSchema,
  phase: z.enum(sessionPhases),
  open: timeSchema,
  /** 16:00, or 13:00 on an early close. */
  reference: timeSchema,
  lastTrade: timeSchema,
  earlyClose: z.boolean(),
  paused: z.boolean(),
  /** Times real time; null is as fast as it goes. */
  speed: z.number().nullable(),
  feed: z.object({
    kind: z.enum(['simulated', 'replay', 'ibkr']),
    label: z.enum(['SIMULATED', 'REPLAY', 'DELAYED', 'LIVE']),
    detail: z.string(),
    /** Milliseconds of session time since its last event; null before the first. */
    age: z.number().nullable(),
    stale: z.boolean(),
    ended: z.boolean(),
    quotes: z.number(),
    quotesPerSecond: z.number(),
    problems: z.number(),
    lastProblem: z.string().nullable(),
  }),
  /** Practice on a recorded day, with paper money of its own: nothing here is of the real account. */
  practice: z.object({ id: z.string(), recording: z.string() }).optional(),
  profile: z.enum(PROFILES),
  /** The books of this workstation. */
  store: z.object({ kind: z.enum(['sqlite', 'postgresql']), state: z.enum(['ready', 'writing', 'failed']), detail: z.string() }),
  /** The desk's servers; none in the local profile. */
  servers: z.array(serverStatusSchema),
  /** null in the local profile. */
  desk: deskViewSchema.nullable(),
  /** Reference prices once set, by underlying, in dollars. */
  referencePrices: z.record(z.string(), z.number()),
});
export type SessionView = z.output<typeof sessionViewSchema>;

export const tickerViewSchema = z.object({
  ticker: tickerSchema,
  time: timeSchema.nullable(),
  last: figureSchema,
  bid: figureSchema,
  ask: figureSchema,
  volume: figureSchema,
  open: figureSchema,
  high: figureSchema,
  low: figureSchema,
  previousClose: figureSchema,
  change: figureSchema,
  /** In percent. */
  changePercent: figureSchema,
  stale: z.boolean(),
  /** The same-day chain: forward, the at-the-money strike and its volatility; null for VIX or before it is priced. */
  chain: z
    .object({
      expiry: dateSchema,
      contracts: z.number(),
      forward: figureSchema,
      forwardSource: z.enum(['parity', 'spot', 'none']),
      atmStrike: figureSchema,
      atmIv: figureSchema,
      /** One standard deviation to the reference, in dollars. */
      sigmaLeft: figureSchema,
      /** What volatilities and Greeks are solved on, and that in words. */
      clock: z.enum(['flat', 'variance']),
      clockLabel: z.string(),
      /** Minutes to the reference as that clock weighs them. */
      minutesLeft: z.number(),
      /** Standard error of the forward in dollars, null unless it is from parity; pairs of strikes used for it, and left out. */
      forwardError: figureSchema,
      pairsUsed: z.number(),
      pairsRejected: z.number(),
      /** Present value of a dollar at expiry, and the annual rate behind it: implied by the quotes, or configured. */
      discount: z.number(),
      discountSource: z.enum(['parity', 'configured']),
      rate: z.number(),
      /** Dividend yield and cost of borrow together, annual, with its standard error; null without a spot to compare with. */
      dividendYield: z.object({ value: z.number(), error: z.number(), significant: z.boolean() }).nullable(),
      /** The forward is further from the spot than errors, a late spot and any usual borrow explain. */
      disagreement: z.boolean(),
    })
    .nullable(),
  /** Last price of each minute since the open, null where there was none. */
  minutes: z.array(figureSchema),
});
export type TickerView = z.output<typeof tickerViewSchema>;

const intervalSchema = z.object({ low: z.number(), high: z.number() });

/** One chain's implied volatilities by strike, the smile through them, and what it says of the price at the reference time. */
export const smileViewSchema = z.object({
  underlying: underlyingSchema,
  time: timeSchema,
  expiry: dateSchema.nullable(),
  clockLabel: z.string(),
  forward: figureSchema,
  /** Quoted strikes, lowest first; volatilities annualised on the clock, 1.00 = 100 %. */
  points: z.array(
    z.object({
      strike: z.number(),
      iv: z.number(),
      /** Half the bid-ask spread in volatility. */
      halfSpread: z.number(),
      /** Quoted less fitted, in volatility and in half-spreads: positive is rich; null where it was not fitted. */
      residual: figureSchema,
      residualHalfSpreads: figureSchema,
    }),
  ),
  fit: z.discriminatedUnion('state', [
    z.object({
      state: z.literal('fitted'),
      /** Root mean square of the residuals, and the share of strikes whose fitted price lies within bid and ask. */
      rms: z.number(),
      rmsHalfSpreads: z.number(),
      withinSpread: z.number(),
      /** The smile and its risk-neutral distribution along the strikes: density per dollar, probability at or below. */
      curve: z.array(z.object({ strike: z.number(), iv: z.number(), density: z.number(), cumulative: z.number() })),
      /** By the density: mean distance from the forward, standard deviation, the middle 68.27 % and 95 %. Dollars. */
      move: z.object({ mean: z.number(), sigma: z.number(), interval68: intervalSchema, interval95: intervalSchema }),
    }),
    z.object({ state: z.literal('absent'), reason: z.enum(['no_chain', 'no_time_left', 'bad_input', 'too_few_points', 'arbitrage']) }),
  ]),
  /** By the straddle at the money: its undiscounted price at the forward, which is the mean distance, and sigma = mean · root(π/2). */
  straddle: z.object({ mean: z.number(), sigma: z.number(), strikes: z.array(z.number()) }).nullable(),
});
export type SmileView = z.output<typeof smileViewSchema>;

export const marketViewSchema = z.object({ time: timeSchema, tickers: z.array(tickerViewSchema) });
export type MarketView = z.output<typeof marketViewSchema>;

/** The rows of a chain, sent before the first frame and whenever contracts were added. */
export const chainLayoutSchema = z.object({
  /** What volatilities and Greeks are on. */
  clockLabel: z.string(),
  underlying: underlyingSchema,
  expiry: dateSchema,
  layoutVersion: z.number(),
  contracts: z.array(z.object({ symbol: symbolSchema, strike: z.number(), right: z.enum(['call', 'put']) })),
});
export type ChainLayout = z.output<typeof chainLayoutSchema>;

export const noticeSchema = z.object({
  id: z.number(),
  time: timeSchema,
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
});
export type Notice = z.output<typeof noticeSchema>;
