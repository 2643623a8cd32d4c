import { z } from 'zod';
import { analysisViewSchema } from './analysis.ts';
import { candlesViewSchema } from './charts.ts';
import { connectionsViewSchema } from './connections.ts';
import type { Permission } from '../access/permission.ts';
import { accessViewSchema } from './access.ts';
import { appViewSchema } from './app.ts';
import { brokerViewSchema, vendorGreeksSchema } from './broker.ts';
import {
  chainLayoutSchema,
  marketViewSchema,
  noticeSchema,
  orderViewSchema,
  positionsViewSchema,
  sessionViewSchema,
  smileViewSchema,
  tickerSchema,
  underlyingSchema,
} from './schemas.ts';
import { alertRuleSchema, alertSchema } from '../alerts/alert.ts';
import { exitViewSchema } from '../risk/exits.ts';
import { expiryViewSchema } from '../risk/measures.ts';
import { calibrationViewSchema } from '../signals/calibration-view.ts';
import { performanceStateSchema } from './performance.ts';
import { practiceStateSchema } from './practice.ts';
import { riskViewSchema } from './risk.ts';
import { marketStateViewSchema, signalViewSchema } from './signals.ts';
import { gammaViewSchema, volatilityViewSchema } from './volatility.ts';

/**
 * Streams tell the newest state, not every change: while a subscriber holds back its credit, newer values
 * replace older ones. The first value comes at once.
 */
export interface StreamDefinition<Input extends z.ZodType, Value extends z.ZodType> extends Permission {
  readonly input: Input;
  readonly value: Value;
}

function stream<Input extends z.ZodType, Value extends z.ZodType>(
  definition: StreamDefinition<Input, Value>,
): StreamDefinition<Input, Value> {
  return definition;
}

const nothing = z.object({});

export const streams = {
  /** How this connection stands: who is signed in, and what they may do. */
  access: stream({ input: nothing, value: accessViewSchema, role: 'nobody', scope: 'self' }),
  /** The program around the core. */
  app: stream({ input: nothing, value: appViewSchema, role: 'viewer', scope: 'any' }),
  session: stream({ input: nothing, value: sessionViewSchema, role: 'viewer', scope: 'any' }),
  market: stream({ input: nothing, value: marketViewSchema, role: 'viewer', scope: 'any' }),
  /** Layouts as values; quotes as binary frames on the same subscription (frame.ts). */
  chain: stream({ input: z.object({ underlying: underlyingSchema }), value: chainLayoutSchema, role: 'viewer', scope: 'any' }),
  /** The smile of one same-day chain and its distribution. */
  smile: stream({ input: z.object({ underlying: underlyingSchema }), value: smileViewSchema, role: 'viewer', scope: 'any' }),
  /** One underlying's market for pricing structures in the window. */
  analysis: stream({ input: z.object({ underlying: underlyingSchema }), value: analysisViewSchema, role: 'viewer', scope: 'any' }),
  /** A ticker's minutes as candles. */
  candles: stream({ input: z.object({ ticker: tickerSchema }), value: candlesViewSchema, role: 'viewer', scope: 'any' }),
  /** The orders of this session that changed since the last value; all of them first. */
  orders: stream({ input: nothing, value: z.array(orderViewSchema), role: 'viewer', scope: 'any' }),
  positions: stream({ input: nothing, value: positionsViewSchema, role: 'viewer', scope: 'any' }),
  /** The signals of this session that changed since the last value; all of them first. */
  signals: stream({ input: nothing, value: z.array(signalViewSchema), role: 'viewer', scope: 'any' }),
  /** What signals are made from, at each bar's close. */
  marketState: stream({ input: nothing, value: marketStateViewSchema, role: 'viewer', scope: 'any' }),
  /** How signals did: of all types, or one. */
  calibration: stream({ input: z.object({ detector: z.string().max(50).nullable() }), value: calibrationViewSchema, role: 'viewer', scope: 'any' }),
  /** The trading state, the measures of the book and its limits. */
  risk: stream({ input: nothing, value: riskViewSchema, role: 'viewer', scope: 'any' }),
  /** What every held contract faces at the end of the day. */
  expiry: stream({ input: nothing, value: expiryViewSchema, role: 'viewer', scope: 'any' }),
  /** The exits of this session's positions that changed since the last value; all of them first. */
  exits: stream({ input: nothing, value: z.array(exitViewSchema), role: 'viewer', scope: 'any' }),
  /** Alerts that changed since the last value; first all that are not acknowledged, and the newest that are. */
  alerts: stream({ input: nothing, value: z.array(alertSchema), role: 'viewer', scope: 'any' }),
  alertRules: stream({ input: nothing, value: z.array(alertRuleSchema), role: 'viewer', scope: 'any' }),
  /** That results changed, and today's. */
  performance: stream({ input: nothing, value: performanceStateSchema, role: 'viewer', scope: 'any' }),
  /** The smile of one same-day chain against its open's, its skew and term, and what it was each minute. Once a second at most. */
  volatility: stream({ input: z.object({ underlying: underlyingSchema }), value: volatilityViewSchema, role: 'viewer', scope: 'any' }),
  /** Gamma exposure of one same-day chain by strike and price, its levels, and the study of recorded days. Once a second at most. */
  gamma: stream({ input: z.object({ underlying: underlyingSchema }), value: gammaViewSchema, role: 'viewer', scope: 'any' }),
  /** Where practice stands; the same whether a window is before its session or before a practice. */
  practice: stream({ input: nothing, value: practiceStateSchema, role: 'viewer', scope: 'any' }),
  /** The broker: how it is reached, the data it gives, what rests there, and where its records differ from the books. */
  broker: stream({ input: nothing, value: brokerViewSchema, role: 'viewer', scope: 'any' }),
  /** The broker's own Greeks of one same-day chain beside ours. Once a second at most. */
  vendorGreeks: stream({ input: z.object({ underlying: underlyingSchema }), value: vendorGreeksSchema, role: 'viewer', scope: 'any' }),
  /** The servers, the desk, and what is kept for how long. */
  connections: stream({ input: nothing, value: connectionsViewSchema, role: 'viewer', scope: 'any' }),
  /** Notices since the last value. */
  notices: stream({ input: nothing, value: z.array(noticeSchema), role: 'viewer', scope: 'any' }),
} as const;

export type Streams = typeof streams;
export type StreamName = keyof Streams;
export type StreamInputOf<Name extends StreamName> = z.input<Streams[Name]['input']>;
export type StreamParsedInputOf<Name extends StreamName> = z.output<Streams[Name]['input']>;
export type StreamValueOf<Name extends StreamName> = z.output<Streams[Name]['value']>;
