import { z } from 'zod';
import { figureSchema, moneySchema, symbolSchema, timeSchema, underlyingSchema } from '../contract/schemas.ts';

/** Measures of the book or of one underlying, as the market stands. Null where a quote or a price is missing. */
export const exposureSchema = z.object({
  /** Dollars of the underlying held in effect. */
  delta: figureSchema,
  /** Change of `delta` for a move of 1 %, dollars. */
  gamma: figureSchema,
  /** Dollars for one point of volatility. */
  vega: figureSchema,
  /** Dollars that passing time alone takes (negative) or gives until the reference time. */
  thetaLeft: figureSchema,
  /** Dollars if closed now at the mid, from the start of the day, commission and fees included. */
  dayResult: moneySchema.nullable(),
  /** Required for what is held. */
  margin: moneySchema,
  /** Greatest loss at expiry from here, over the whole payoff, from what was paid: held alone, and with all that is on order. Null where it has no bound; never below 0. */
  worstCase: moneySchema.nullable(),
  worstCaseWithOrders: moneySchema.nullable(),
  /** The price of the underlying at which `worstCase` comes; null for the book, and where none. */
  worstAt: figureSchema,
  /** Packages held, and on order besides. */
  positions: z.number(),
  positionsOnOrder: z.number(),
});
export type Exposure = z.output<typeof exposureSchema>;

/** Losses are positive dollars; null where a volatility or a correlation is missing. */
export const valueAtRiskSchema = z.object({
  /** Minutes ahead. */
  horizon: z.number(),
  var95: figureSchema,
  var99: figureSchema,
  /** Mean of the losses beyond. */
  shortfall95: figureSchema,
  shortfall99: figureSchema,
  paths: z.number(),
  /** What joined the underlyings: measured correlations with their ages, or that of the baseline; a sentence. */
  note: z.string(),
});
export type ValueAtRisk = z.output<typeof valueAtRiskSchema>;

export const riskMeasuresSchema = z.object({
  time: timeSchema,
  clockLabel: z.string(),
  /** At the start of the day. */
  equity: moneySchema,
  book: exposureSchema,
  underlyings: z.array(exposureSchema.extend({ underlying: underlyingSchema, spot: figureSchema })),
  buyingPower: moneySchema,
  reserved: moneySchema,
  /** The day's loss so far, booked, and the worst case of what is held and on order; null where that has no bound. */
  dayAtWorst: moneySchema.nullable(),
  /** Best result of the day so far. */
  dayPeak: moneySchema,
  /** At an hour (or what is left), and at the reference time. */
  valueAtRisk: z.array(valueAtRiskSchema),
});
export type RiskMeasures = z.output<typeof riskMeasuresSchema>;

/** What the book or one underlying would be worth: every cell fully repriced. */
export const scenarioGridSchema = z.object({
  time: timeSchema,
  scope: z.union([z.literal('book'), underlyingSchema]),
  /** Moves of the spot, 0.01 = 1 %, ascending; for the book every underlying moves by its part of it (`betas`). */
  moves: z.array(z.number()),
  /** Points of volatility added, ascending: 5 = five points. */
  volatilities: z.array(z.number()),
  /** Minutes from now, ascending, the last one the reference time. */
  minutes: z.array(z.number()),
  /** Change of value from now in dollars: [time][volatility][move]; null where it could not be priced. */
  results: z.array(z.array(z.array(figureSchema))),
  betas: z.record(z.string(), z.number()),
  /** Why cells are absent, a sentence; null where none is. */
  note: z.string().nullable(),
});
export type ScenarioGrid = z.output<typeof scenarioGridSchema>;

/** What one held contract faces at the end of the day. */
export const expiryLegSchema = z.object({
  tradeId: z.string(),
  symbol: symbolSchema,
  underlying: underlyingSchema,
  strike: z.number(),
  right: z.enum(['call', 'put']),
  /** Signed contracts. */
  quantity: z.number(),
  /** Dollars in (positive) or out of the money; null without a spot. */
  moneyness: figureSchema,
  /** By where the spot is against the strike and what is left of the expected move. */
  zone: z.enum(['exercise', 'lapse', 'pin', 'unknown']),
  /** Probability that it ends in the money by 0.01 or more, by the chain's distribution; null where that is not known. */
  probability: figureSchema,
  /** Shares that exercise or assignment would leave, signed, and the cash that would move, signed. */
  shares: z.number(),
  cash: moneySchema,
});
export type ExpiryLeg = z.output<typeof expiryLegSchema>;

export const expiryViewSchema = z.object({
  time: timeSchema,
  reference: timeSchema,
  lastTrade: timeSchema,
  /** When brokers begin to close for their clients (15:30 to 15:45), and until when holders may decide (17:30). */
  brokerCutoff: timeSchema,
  exerciseCutoff: timeSchema,
  legs: z.array(expiryLegSchema),
  underlyings: z.array(
    z.object({
      underlying: underlyingSchema,
      spot: figureSchema,
      /** Half-width of the pin zone around a strike, dollars. */
      pinWidth: figureSchema,
      /** If settled where the spot is: shares left, cash moved, and the margin those shares need; null without a spot. */
      shares: z.number(),
      cash: moneySchema.nullable(),
      margin: moneySchema.nullable(),
      /** Least and most shares that shorts within the pin zone could leave. */
      fewestShares: z.number(),
      mostShares: z.number(),
      /** Result after hours of the shares left, should the price move so far (0.01 = 1 %): dollars, at the greatest exposure of the pin zone. */
      afterHours: z.array(z.object({ move: z.number(), cost: figureSchema })),
    }),
  ),
});
export type ExpiryView = z.output<typeof expiryViewSchema>;
