import { z } from 'zod';
import { signalSettingsSchema } from '../signals/automation.ts';
import { candidateSchema, STRUCTURES } from '../signals/candidate.ts';
import { detectionSchema, OUTLOOKS, SIGNAL_TYPES } from '../signals/evidence.ts';
import { marketStateSchema, PAIR_NAMES } from '../signals/market-state.ts';
import { confidenceSchema, driftBoundSchema, FATES, SIGNAL_STATUSES, signalSchema, settlementSchema } from '../signals/signal.ts';
import { HISTORY_RANGES } from './connections.ts';
import { dateSchema, figureSchema, legSchema, moneySchema, ticketSchema, timeSchema, underlyingSchema } from './schemas.ts';

/** A signal as lists show it: what was said, and how it stands. All it was made from comes with `signals.get`. */
export const signalViewSchema = z.object({
  ...signalSchema.pick({ id: true, date: true, underlying: true, type: true, detector: true, title: true, generatedAt: true, expiresAt: true, hour: true, regime: true, underlyingPrice: true, quantity: true }).shape,
  outlook: z.enum(OUTLOOKS),
  strength: z.number(),
  reason: z.string(),
  /** Of the recommended structure; amounts are dollars for one package, nets are debits per share. */
  structure: z.enum(STRUCTURES),
  legs: z.array(legSchema),
  ...candidateSchema.pick({ natural: true, mid: true, expected: true, maximumGain: true, maximumLoss: true, base: true, target: true, stop: true, plan: true, edgeNeeded: true }).shape,
  confidence: confidenceSchema,
  bound: driftBoundSchema,
  status: z.enum(SIGNAL_STATUSES),
  fate: z.enum(FATES),
  approvedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  endReason: z.string().nullable(),
  orderId: z.string().nullable(),
  /** Result of one package now, if closed at executable prices. */
  openResult: moneySchema.nullable(),
  settlement: settlementSchema.nullable(),
});
export type SignalView = z.output<typeof signalViewSchema>;

/** Which signals; a filter that is absent lets all pass. Newest first. */
export const signalQuerySchema = z.object({
  from: dateSchema.optional(),
  to: dateSchema.optional(),
  underlying: underlyingSchema.optional(),
  detector: z.string().max(50).optional(),
  type: z.enum(SIGNAL_TYPES).optional(),
  status: z.enum(SIGNAL_STATUSES).optional(),
  fate: z.enum(FATES).optional(),
  offset: z.int().min(0, 'expected 0 or more').default(0),
  limit: z.int().min(1, 'expected 1 to 200').max(200, 'expected 1 to 200').default(50),
});
export type SignalQuery = z.output<typeof signalQuerySchema>;

export const signalPageSchema = z.object({ total: z.number(), signals: z.array(signalViewSchema) });
export type SignalPage = z.output<typeof signalPageSchema>;

/** A ticket made from a signal, and what keeps it alive. */
export const approvalSchema = z.object({ ticket: ticketSchema, bound: driftBoundSchema, expiresAt: timeSchema, title: z.string(), generatedAt: timeSchema });
export type Approval = z.output<typeof approvalSchema>;

/** A type of signal there is. */
export const detectorInfoSchema = z.object({ id: z.string(), title: z.string(), what: z.string() });
export type DetectorInfo = z.output<typeof detectorInfoSchema>;

const minutesSchema = z.array(figureSchema);
const coneSchema = z.array(z.object({ time: timeSchema, low95: z.number(), low68: z.number(), high68: z.number(), high95: z.number() }));

/** The newest market state, what each detector says of it, and the day so far. Sent at each bar's close. */
export const marketStateViewSchema = z.object({
  /** null before the first bar; `reason` then says what is waited for. */
  state: marketStateSchema.nullable(),
  reason: z.string().nullable(),
  /** `strategy`: of evidence that made no signal at this bar, why not, as a sentence. */
  detections: z.array(z.object({ detector: z.string(), title: z.string(), underlying: underlyingSchema, detection: detectionSchema, strategy: z.string().optional() })),
  open: timeSchema,
  reference: timeSchema,
  /** One value a finished minute since the open. */
  history: z.object({
    correlation: z.object({ SPY_QQQ: minutesSchema, SPY_IWM: minutesSchema, QQQ_IWM: minutesSchema }),
    baseline: z.object({ SPY_QQQ: minutesSchema, SPY_IWM: minutesSchema, QQQ_IWM: minutesSchema }),
    price: z.object({ SPY: minutesSchema, QQQ: minutesSchema, IWM: minutesSchema }),
    implied: z.object({ SPY: minutesSchema, QQQ: minutesSchema, IWM: minutesSchema }),
    realised: z.object({ SPY: minutesSchema, QQQ: minutesSchema, IWM: minutesSchema }),
    vix: minutesSchema,
  }),
  /** Where the implied distribution puts the price from now to the reference. Empty where it is not known. */
  cones: z.object({ SPY: coneSchema, QQQ: coneSchema, IWM: coneSchema }),
  clockLabel: z.string(),
});
export type MarketStateView = z.output<typeof marketStateViewSchema>;

export const correlationHistoryQuerySchema = z.object({ pair: z.enum(PAIR_NAMES), range: z.enum(HISTORY_RANGES) });
export const correlationHistorySchema = z.object({
  /** Minute by minute, thinned to at most 600, oldest first; null where a minute is missing. */
  points: z.array(z.object({ time: timeSchema, correlation: figureSchema })),
  /** What is shown and what is missing, a sentence; null where nothing is to be said. */
  note: z.string().nullable(),
});
export type CorrelationHistory = z.output<typeof correlationHistorySchema>;

export const signalSettingsViewSchema = z.object({
  settings: signalSettingsSchema,
  detectors: z.array(detectorInfoSchema),
  /** Types whose confidence is calibrated, so that they may be executed by rule. */
  calibrated: z.array(z.string()),
  /** Settled signals that make a record. */
  needed: z.number(),
});
export type SignalSettingsView = z.output<typeof signalSettingsViewSchema>;
