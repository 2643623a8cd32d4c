import { z } from 'zod';
import { metricSchema } from '../performance/metric.ts';
import { dateSchema, moneySchema, timeSchema, underlyingSchema } from './schemas.ts';

/** A recorded day that can be practised on. */
export const practiceRecordingSchema = z.object({
  /** Folder or file: with its date it names the day. */
  path: z.string(),
  name: z.string(),
  date: dateSchema,
  underlyings: z.array(underlyingSchema),
  /** First and last moment; null where they are not known without playing it. */
  from: timeSchema.nullable(),
  to: timeSchema.nullable(),
  bytes: z.number(),
  /** What was recorded; null where the recording does not say. */
  source: z.enum(['SIMULATED', 'REPLAY', 'DELAYED', 'LIVE']).nullable(),
  /** Made by this terminal. */
  own: z.boolean(),
  /** It is being written now: there is more of it later. */
  running: z.boolean(),
  /** Why it cannot be practised on, a sentence; null where it can. */
  problem: z.string().nullable(),
});
export type PracticeRecording = z.output<typeof practiceRecordingSchema>;

export const practiceRecordingsSchema = z.object({
  /** The newest day first. */
  recordings: z.array(practiceRecordingSchema),
  /** Where they were looked for besides this terminal's own, and what was wrong there. */
  folders: z.array(z.object({ path: z.string(), problem: z.string().nullable() })),
  /** What this terminal records: where, whether, and how much of its room is taken. */
  recorder: z.object({ folder: z.string(), enabled: z.boolean(), maximumGigabytes: z.number(), bytes: z.number() }),
});
export type PracticeRecordings = z.output<typeof practiceRecordingsSchema>;

/** A trade of a run: what it made, and what there was to be made. Amounts in dollars; unknown is null. */
export const practiceTradeSchema = z.object({
  tradeId: z.string(),
  underlying: underlyingSchema,
  strategy: z.string(),
  openedAt: timeSchema,
  /** null while it is open: then it is valued at mids. */
  closedAt: timeSchema.nullable(),
  quantity: z.number(),
  net: moneySchema.nullable(),
  /** Greatest loss at expiry of what was opened; null without bound. */
  risk: moneySchema.nullable(),
  /** Highest and lowest result while anything was held. */
  best: moneySchema.nullable(),
  worst: moneySchema.nullable(),
  /** best less net: what was there and was not taken. */
  left: moneySchema.nullable(),
  /** Had what was opened been held to the reference price; null where that is not known. */
  held: moneySchema.nullable(),
});
export type PracticeTrade = z.output<typeof practiceTradeSchema>;

/** What a run came to. Every figure is a sum or a quotient of figures that are in it too: there is no grade. */
export const practiceScoreSchema = z.object({
  capital: moneySchema,
  /** Session time that was practised. */
  from: timeSchema,
  to: timeSchema,
  /** All trades, costs included, what is open at mids; null while a mark is not known. */
  net: moneySchema.nullable(),
  commission: moneySchema,
  fees: moneySchema,
  /** The risks of the trades whose risk is bounded, added up, how many those are, and their result by it: 0.5 is half a dollar for each dollar risked. */
  risk: moneySchema,
  riskTrades: z.number(),
  perRisk: z.number().nullable(),
  /** What fills cost against the mid, and saved against the natural price, as far as quotes were kept. */
  slippage: z.object({ mid: moneySchema, natural: moneySchema, trades: z.number() }),
  /** The best each trade stood at less what it made, added up over those where both are known. */
  left: z.object({ amount: moneySchema, trades: z.number() }),
  /** The trade that lost most, its result against the greatest loss that was planned with it; null where none lost. */
  largestLoss: z.object({ tradeId: z.string(), strategy: z.string(), net: moneySchema, risk: moneySchema.nullable(), shareOfRisk: z.number().nullable() }).nullable(),
  /** The same entries held to the reference price, against `madeOfThem`: what those trades made as they were traded. */
  held: z.object({ amount: moneySchema, madeOfThem: moneySchema, trades: z.number() }),
  orders: z.object({ placed: z.number(), filled: z.number(), cancelled: z.number(), denied: z.number() }),
  denials: z.array(z.object({ time: timeSchema, strategy: z.string(), reason: z.string() })),
  /** Limits touched, breakers tripped, halts and what else the risk engine had to say. */
  events: z.array(z.object({ time: timeSchema, severity: z.string(), text: z.string() })),
  trades: z.array(practiceTradeSchema),
  /** Of the trades that are over, as of any other trading. */
  metrics: z.array(metricSchema),
});
export type PracticeScore = z.output<typeof practiceScoreSchema>;

export const practiceRunSchema = z.object({
  id: z.string(),
  recording: z.string(),
  date: dateSchema,
  source: practiceRecordingSchema.shape.source,
  /** Machine time. */
  startedAt: timeSchema,
  endedAt: timeSchema,
  score: practiceScoreSchema,
});
export type PracticeRun = z.output<typeof practiceRunSchema>;

/** A run in the list of runs. */
export const practiceRunRowSchema = practiceRunSchema.omit({ score: true }).extend({ net: moneySchema.nullable(), perRisk: z.number().nullable(), trades: z.number() });
export type PracticeRunRow = z.output<typeof practiceRunRowSchema>;

/** Where practice stands. */
export const practiceStateSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('none'),
    /** Why no practice can be begun here, a sentence; null where it can. */
    refusal: z.string().nullable(),
  }),
  /** The recording is being read. */
  z.object({ state: z.literal('loading'), recording: z.string(), date: dateSchema }),
  z.object({
    state: z.literal('running'),
    id: z.string(),
    recording: z.string(),
    date: dateSchema,
    source: practiceRecordingSchema.shape.source,
    capital: moneySchema,
    /** Machine time. */
    startedAt: timeSchema,
    /** Session time: where this run began, the recording's first and last moment, and now. */
    from: timeSchema,
    recordedFrom: timeSchema,
    recordedTo: timeSchema,
    open: timeSchema,
    lastTrade: timeSchema,
    now: timeSchema,
    /** The session is over: there is nothing more to play. */
    ended: z.boolean(),
    /** Where it is going at full speed; null while it goes at its own. */
    jump: z.object({ from: timeSchema, to: timeSchema }).nullable(),
    /** Something was ordered: going back discards it. */
    traded: z.boolean(),
    /** Of the account so far, what is open at mids; null while a mark is not known. */
    net: moneySchema.nullable(),
    trades: z.number(),
    /** What the real session does meanwhile. */
    session: z.enum(['stands', 'goes_on']),
  }),
]);
export type PracticeState = z.output<typeof practiceStateSchema>;

export const practiceStartSchema = z.object({
  path: z.string().min(1).max(4_096),
  date: dateSchema,
  /** Session time; absent for the recording's beginning. */
  at: timeSchema.optional(),
  capital: moneySchema.refine((amount) => amount >= 1_000_0000 && amount <= 100_000_000_0000, 'expected 1,000 to 100,000,000 dollars'),
});
export type PracticeStart = z.output<typeof practiceStartSchema>;
export const practiceFolderSchema = z.object({ path: z.string().trim().min(1, 'expected the path of a folder').max(4_096) });
export const practiceStepSchema = z.object({ seconds: z.int().min(1, 'expected 1 to 3600').max(3_600, 'expected 1 to 3600') });
export const practiceJumpSchema = z.object({
  time: timeSchema,
  /** Going back begins the day anew at that time, on empty books. */
  discard: z.boolean().default(false),
});
