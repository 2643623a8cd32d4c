import { z } from 'zod';
import { moneySchema, underlyingSchema } from './schemas.ts';

export { GATEWAY_DEFAULTS, type GatewaySettings, gatewaySettingsSchema } from './gateway-settings.ts';

// What the window is told of the broker: how it is reached, what data it gives, what rests there and where its records differ from the books.

export const BROKERS = ['paper', 'ibkr'] as const;
export type BrokerKind = (typeof BROKERS)[number];

/** What a test of the gateway found: a plain sentence, and what to do where it is not good. */
export const gatewayTestSchema = z.object({
  outcome: z.enum(['good', 'no_market_data', 'not_running', 'api_disabled', 'client_id_taken', 'read_only', 'wrong_account', 'too_old', 'bad_settings', 'other']),
  text: z.string(),
  /** Server version of its protocol; null where it was not reached. */
  serverVersion: z.number().nullable(),
  /** The accounts it serves. */
  accounts: z.array(z.string()),
  milliseconds: z.number(),
});
export type GatewayTest = z.output<typeof gatewayTestSchema>;

export const DIFFERENCE_KINDS = [
  /** The books have it working, the broker has not; or the other way round. */
  'order_not_at_broker',
  'order_not_in_books',
  /** Quantity, price or time in force. */
  'order_terms',
  /** It happened while this terminal did not hear of it. */
  'execution_missed',
  /** Legs that do not make whole packages. */
  'loose_legs',
  /** Exercised, assigned or lapsed after the session. */
  'expiry',
  'position',
  'cash',
  'currency',
  'not_modelled',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** What a person may do about a difference that no rule settles. */
export const DIFFERENCE_CHOICES = ['take_over', 'leave'] as const;
export type DifferenceChoice = (typeof DIFFERENCE_CHOICES)[number];

/** One place where the broker's records and the books did not agree. */
export const differenceSchema = z.object({
  id: z.string(),
  kind: z.enum(DIFFERENCE_KINDS),
  /** What it is of: "SPY 601 call of 2026-11-27", "order 12". */
  subject: z.string(),
  /** As each has it, in words; "nothing" where it does not. */
  books: z.string(),
  broker: z.string(),
  /** Why that is so as far as is known, and the rule that was applied. */
  explanation: z.string(),
  rule: z.string(),
  /** settled: the books agree now. doubt: the broker's records do not answer yet. open: a person decides. left: a person left it so. */
  outcome: z.enum(['settled', 'doubt', 'open', 'left']),
  choices: z.array(z.enum(DIFFERENCE_CHOICES)),
});
export type Difference = z.output<typeof differenceSchema>;

export const reconciliationSchema = z.object({
  id: z.string(),
  /** Machine time; ended is null while it runs. */
  began: z.number(),
  ended: z.number().nullable(),
  cause: z.enum(['start', 'connected', 'asked', 'woke']),
  /** Why it could not be done, as a sentence; null where it was. */
  failure: z.string().nullable(),
  /** How many of each were compared. */
  compared: z.object({ orders: z.number(), executions: z.number(), positions: z.number() }),
  differences: z.array(differenceSchema),
});
export type Reconciliation = z.output<typeof reconciliationSchema>;

/** An order at the broker as its records say. */
export const restingOrderSchema = z.object({
  /** In the books; null where it is not there. */
  orderId: z.string().nullable(),
  brokerOrderId: z.string(),
  /** "buy 2 SPY 601/603 call spread at 0.45 limit, DAY". */
  text: z.string(),
  /** Made elsewhere. */
  elsewhere: z.boolean(),
  /** Sent or asked to change or cancel, and not answered: what became of it only the broker's records can say. */
  inDoubt: z.boolean(),
});
export type RestingOrder = z.output<typeof restingOrderSchema>;

export const gatewayViewSchema = z.object({
  state: z.enum(['connecting', 'connected', 'down']),
  /** Machine time. */
  since: z.number(),
  /** "127.0.0.1:4002". */
  address: z.string(),
  clientId: z.number(),
  /** What is wrong and what would help, as a sentence; what it is where nothing is. */
  detail: z.string(),
  /** Machine time of the next try; null where none is planned. */
  retryAt: z.number().nullable(),
  serverVersion: z.number().nullable(),
  /** How much its clock is ahead of this machine's. */
  clockSkewMs: z.number().nullable(),
  /** Whether it reaches the broker itself. */
  servers: z.enum(['connected', 'lost', 'unknown']),
  farms: z.array(z.object({ name: z.string(), kind: z.enum(['market_data', 'history', 'definitions']), state: z.enum(['connected', 'inactive', 'broken']) })),
  /** Messages that wait for their turn. */
  waiting: z.number(),
});
export type GatewayView = z.output<typeof gatewayViewSchema>;

export const marketDataViewSchema = z.object({
  /** Of the worst that is subscribed to. */
  quality: z.enum(['live', 'frozen', 'delayed', 'none']),
  /** Another session of the same user takes the data (10197). */
  competing: z.boolean(),
  lines: z.object({ used: z.number(), limit: z.number() }),
  /** Of the option contracts of the day: listed, with quotes asked for, of these silent, refused, and left out because the lines ran out. */
  contracts: z.object({ listed: z.number(), subscribed: z.number(), silent: z.number(), refused: z.number(), withoutLine: z.number() }),
  /** The newest, at most 20. */
  problems: z.array(z.object({ subject: z.string(), problem: z.string(), since: z.number() })),
});
export type MarketDataView = z.output<typeof marketDataViewSchema>;

export const brokerViewSchema = z.object({
  broker: z.enum(BROKERS),
  account: z.object({
    number: z.string(),
    kind: z.enum(['paper', 'live']),
    /** The account's own currency; null where it is not known yet. */
    currency: z.string().nullable(),
    /** As the broker says them; null at the paper broker. */
    values: z.array(z.object({ name: z.string(), amount: z.number(), currency: z.string() })).nullable(),
    valuesAt: z.number().nullable(),
  }),
  /** null where none is set up. */
  gateway: gatewayViewSchema.nullable(),
  /** Of the gateway's feed; null where the market is another. */
  data: marketDataViewSchema.nullable(),
  orders: z.object({
    /** Why nothing new is sent now, as a sentence; null while orders are taken. */
    ban: z.string().nullable(),
    /** What works at the broker as far as was heard, and when that was: machine time, null before anything was. */
    resting: z.array(restingOrderSchema),
    asOf: z.number().nullable(),
  }),
  /** The newest; null before the first. */
  reconciliation: reconciliationSchema.nullable(),
  /** Of today: what was booked by estimate, and what the broker charged for the same executions; and how many it has not reported. */
  charges: z.object({ estimated: moneySchema, charged: moneySchema, executions: z.number(), unreported: z.number() }),
});
export type BrokerView = z.output<typeof brokerViewSchema>;

/** What the broker says an order would do, in the account's currency; null where it says nothing. */
export const whatIfSchema = z.object({
  currency: z.string(),
  initialMargin: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
  maintenanceMargin: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
  equityAfter: z.number().nullable(),
  commission: z.object({ least: z.number().nullable(), most: z.number().nullable(), currency: z.string() }),
  warning: z.string().nullable(),
});
export type WhatIf = z.output<typeof whatIfSchema>;

/** The broker's own figures of one contract beside ours. null where either gives none. */
export const vendorRowSchema = z.object({
  strike: z.number(),
  right: z.enum(['call', 'put']),
  ours: z.object({ volatility: z.number().nullable(), delta: z.number().nullable(), gamma: z.number().nullable(), vega: z.number().nullable(), theta: z.number().nullable() }),
  theirs: z.object({ volatility: z.number().nullable(), delta: z.number().nullable(), gamma: z.number().nullable(), vega: z.number().nullable(), theta: z.number().nullable() }),
  /** Machine time of theirs. */
  at: z.number().nullable(),
});
export const vendorGreeksSchema = z.object({
  underlying: underlyingSchema,
  /** Why there are none, as a sentence; null where there are. */
  reason: z.string().nullable(),
  rows: z.array(vendorRowSchema),
});
export type VendorGreeks = z.output<typeof vendorGreeksSchema>;
