import { z } from 'zod';
import { alertSchema } from '../../../src-core/alerts/alert.ts';
import { alertRulesSchema, exitsSchema, limitsViewSchema, riskViewSchema } from '../../../src-core/contract/risk.ts';
import { accountViewSchema, orderViewSchema, packageViewSchema, sessionPhases } from '../../../src-core/contract/schemas.ts';
import { marketStateViewSchema, signalSettingsViewSchema, signalViewSchema } from '../../../src-core/contract/signals.ts';
import { TICKERS, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { expiryViewSchema } from '../../../src-core/risk/measures.ts';
import { calibrationViewSchema } from '../../../src-core/signals/calibration-view.ts';
import { signalRecordSchema } from '../../../src-core/signals/signal.ts';
import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';

const ticker = z.enum(TICKERS);
const underlying = z.enum(UNDERLYINGS);
const figure = z.number().nullable();

/** One strike of one side of a chain. Beyond the document's four: what a watching terminal prices the chain from. */
export const optionFieldSchema = z.object({
  bid: figure,
  ask: figure,
  iv: figure,
  delta: figure,
  bid_size: figure,
  ask_size: figure,
  last: figure,
  volume: figure,
  open_interest: figure,
  timestamp: z.number(),
});
export type OptionField = z.output<typeof optionFieldSchema>;

/** Who says that it holds an account's trading lease. */
export const leaseSchema = z.object({ holder: z.string(), epoch: z.number() });

/** What a workstation that trades says of its session to those that watch it. */
export const deskStateSchema = z.object({
  workstation: z.string(),
  epoch: z.number(),
  /** Session time, and the machine's time at which it was told. */
  now: z.number(),
  toldAt: z.number(),
  phase: z.enum(sessionPhases),
  date: z.string(),
  paused: z.boolean(),
  speed: z.number().nullable(),
  feed: z.object({ kind: z.enum(['simulated', 'replay', 'ibkr']), label: z.enum(['SIMULATED', 'REPLAY', 'DELAYED', 'LIVE']), detail: z.string(), staleAfterMs: z.number(), quoting: z.enum(['changes', 'snapshot']) }),
  rate: z.number(),
  referencePrices: z.record(z.string(), z.number()),
  clockLabel: z.string(),
  account: accountViewSchema,
});
export type DeskState = z.output<typeof deskStateSchema>;

interface Family {
  /** The key with its parts in braces. */
  readonly key: string;
  /** How Redis keeps it: JSON or a number in a string, or a hash of JSON fields. */
  readonly type: 'json' | 'number' | 'hash';
  /** Milliseconds; 'given' where each value says when it ends, 'none' where it is removed by hand. */
  readonly ttl: number | 'given' | 'none';
  readonly parts: z.ZodType;
  readonly value: z.ZodType;
  /** For the documentation. */
  readonly what: string;
  /** True for families that are not in the document. */
  readonly ours?: boolean;
}

/** Every key of the real-time store, as the schema document has them. */
export const KEY_FAMILIES = {
  market: {
    key: 'market:{ticker}:current',
    type: 'json',
    ttl: HOUR,
    parts: z.object({ ticker }),
    value: z.object({
      price: z.number(),
      bid: figure,
      ask: figure,
      volume: figure,
      timestamp: z.number(),
      // Beyond the document's five: what a watching terminal shows of the day.
      previous_close: figure,
      open: figure,
      high: figure,
      low: figure,
    }),
    what: 'A ticker as it stands, dollars; the time is the session’s.',
  },
  options: {
    key: 'options:{underlying}:{date}:{side}',
    type: 'hash',
    ttl: 30 * MINUTE,
    parts: z.object({ underlying, date: z.string().regex(/^\d{8}$/), side: z.enum(['calls', 'puts']) }),
    value: z.record(z.string(), optionFieldSchema),
    what: 'One side of a chain, a field a strike.',
  },
  correlation: {
    key: 'correlation:{pair}',
    type: 'number',
    ttl: 5 * MINUTE,
    parts: z.object({ pair: z.string() }),
    value: z.number(),
    what: 'The correlation of a pair’s minute returns, −1 to 1.',
  },
  vix: { key: 'vix:current', type: 'number', ttl: MINUTE, parts: z.object({}), value: z.number(), what: 'The newest VIX.' },
  regime: {
    key: 'regime:current',
    type: 'json',
    ttl: MINUTE,
    parts: z.object({}),
    value: z.object({ type: z.enum(['low', 'normal', 'high', 'extreme']), adaptation_factor: z.number() }),
    what: 'The volatility regime by VIX, and the factor sizes are multiplied by.',
  },
  signalsActive: { key: 'signals:active', type: 'json', ttl: 'given', parts: z.object({}), value: z.array(z.string()), what: 'Ids of the active signals; ends with the last of them.' },
  signal: { key: 'signal:{id}', type: 'json', ttl: 'given', parts: z.object({ id: z.string() }), value: signalRecordSchema, what: 'An active signal with all it was made from; ends when it expires, and is removed when it is no longer active.' },
  signalPerformance: {
    key: 'signal_performance:{ticker}',
    type: 'json',
    ttl: HOUR,
    parts: z.object({ ticker }),
    value: z.object({ accuracy: z.number(), avg_return: z.number(), count: z.number() }),
    what: 'How a ticker’s settled signals did: the share that won, the mean result over the maximum loss, and how many they are.',
  },
  session: {
    key: 'session:{token_hash}',
    type: 'json',
    ttl: 'given',
    parts: z.object({ token_hash: z.string() }),
    value: z.object({ user_id: z.string(), expires_at: z.number(), permissions: z.array(z.string()) }),
    what: 'A signed-in session; ends when it expires.',
  },
  rateLimit: {
    key: 'rate_limit:{user}:api',
    type: 'json',
    ttl: MINUTE,
    parts: z.object({ user: z.string() }),
    value: z.object({ count: z.number(), reset_time: z.number() }),
    what: 'Changes a user asked for in the minute that ends at reset_time.',
  },
  positions: { key: 'positions:{user}', type: 'json', ttl: 'none', parts: z.object({ user: z.string() }), value: z.array(z.string()), what: 'Ids of a user’s open positions.' },
  position: { key: 'position:{id}', type: 'json', ttl: 'none', parts: z.object({ id: z.string() }), value: packageViewSchema, what: 'An open position whole; removed when it is closed.' },
  order: {
    key: 'order:{id}',
    type: 'json',
    ttl: DAY,
    parts: z.object({ id: z.string() }),
    value: z.object({ status: z.string(), fill_data: z.object({ filled_quantity: z.number(), average_net: figure }), timestamp: z.number(), order: orderViewSchema }),
    what: 'An order’s status and fills, and the order whole.',
  },
  deskState: {
    key: 'desk:{account}:state',
    type: 'json',
    ttl: 30 * SECOND,
    parts: z.object({ account: z.string() }),
    value: deskStateSchema,
    what: 'The session of the workstation that trades, for those that watch.',
    ours: true,
  },
  deskMinutes: {
    key: 'desk:{account}:minutes:{ticker}',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string(), ticker }),
    value: z.object({ date: z.string(), minutes: z.array(figure) }),
    what: 'A ticker’s last price of each minute of the session so far, from the open.',
    ours: true,
  },
  deskOrders: {
    key: 'desk:{account}:orders',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string() }),
    value: z.array(z.string()),
    what: 'Ids of the orders of its session.',
    ours: true,
  },
  deskSignals: {
    key: 'desk:{account}:signals',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string() }),
    value: z.array(z.string()),
    what: 'Ids of the signals of its session, oldest first.',
    ours: true,
  },
  deskSignal: {
    key: 'desk:{account}:signal:{id}',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string(), id: z.string() }),
    value: signalViewSchema,
    what: 'A signal of its session as lists show it, active or not.',
    ours: true,
  },
  deskMarketState: {
    key: 'desk:{account}:market_state',
    type: 'json',
    ttl: HOUR,
    parts: z.object({ account: z.string() }),
    value: marketStateViewSchema,
    what: 'What signals are made from, as of the last bar’s close, and the session so far.',
    ours: true,
  },
  deskCalibration: {
    key: 'desk:{account}:calibration:{detector}',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string(), detector: z.string() }),
    value: calibrationViewSchema,
    what: 'How signals of one type did, or of all of them where the type is “all”.',
    ours: true,
  },
  deskSignalSettings: {
    key: 'desk:{account}:signal_settings',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string() }),
    value: signalSettingsViewSchema,
    what: 'What is executed by rule there, the risk of one trade, and the types of signals there are.',
    ours: true,
  },
  deskRisk: {
    key: 'desk:{account}:risk',
    type: 'json',
    ttl: MINUTE,
    parts: z.object({ account: z.string() }),
    value: riskViewSchema,
    what: 'Its trading state, breakers, limits as gauges, and the measures of the book.',
    ours: true,
  },
  deskExpiry: {
    key: 'desk:{account}:expiry',
    type: 'json',
    ttl: MINUTE,
    parts: z.object({ account: z.string() }),
    value: expiryViewSchema,
    what: 'What every contract it holds faces at the end of the day.',
    ours: true,
  },
  deskExits: {
    key: 'desk:{account}:exits',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string() }),
    value: exitsSchema,
    what: 'When its positions are closed without being asked, and how that stands.',
    ours: true,
  },
  deskAlerts: {
    key: 'desk:{account}:alerts',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string() }),
    value: z.array(alertSchema),
    what: 'The newest alerts that are not acknowledged, and the newest that are, oldest first; all of them are in the books.',
    ours: true,
  },
  deskAlertRules: {
    key: 'desk:{account}:alert_rules',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string() }),
    value: alertRulesSchema,
    what: 'The rules that alerts are raised by.',
    ours: true,
  },
  deskLimits: {
    key: 'desk:{account}:limits',
    type: 'json',
    ttl: DAY,
    parts: z.object({ account: z.string() }),
    value: limitsViewSchema,
    what: 'The risk parameters in force, and what waits for the next session.',
    ours: true,
  },
  deskDayLock: {
    key: 'desk:{account}:day_lock:{date}',
    type: 'number',
    ttl: 30 * DAY,
    parts: z.object({ account: z.string(), date: z.string() }),
    value: z.number(),
    what: 'When this day of the account was locked by a loss, by the machine’s time: a second witness beside the database. A session may be left and gone on with days later, so it outlives its day.',
    ours: true,
  },
  lease: {
    key: 'lease:{account}',
    type: 'json',
    ttl: 'given',
    parts: z.object({ account: z.string() }),
    value: leaseSchema,
    what: 'Who trades the account, as a second witness beside the database; ends when it is not renewed.',
    ours: true,
  },
  leaseSince: {
    key: 'lease:{account}:since',
    type: 'number',
    ttl: 'none',
    parts: z.object({ account: z.string() }),
    value: z.number(),
    what: 'Since when this server can say that nobody holds the lease: one that came back empty may have lost it.',
    ours: true,
  },
  leaseNewest: {
    key: 'lease:{account}:newest',
    type: 'json',
    ttl: 'none',
    parts: z.object({ account: z.string() }),
    value: leaseSchema,
    what: 'The newest lease that was ever renewed here: who held an older one does not get it back.',
    ours: true,
  },
  connection: {
    key: 'connection:{id}',
    type: 'number',
    ttl: MINUTE,
    parts: z.object({ id: z.string() }),
    value: z.number(),
    what: 'Since when a terminal is connected; where it is missing the server was emptied, and the terminal sends everything again.',
    ours: true,
  },
} as const satisfies Record<string, Family>;

/** Stands for a detector where a calibration is of all of them. */
export const ALL_TYPES = 'all';

export type FamilyName = keyof typeof KEY_FAMILIES;
export type KeyPartsOf<Name extends FamilyName> = z.output<(typeof KEY_FAMILIES)[Name]['parts']>;
export type ValueOf<Name extends FamilyName> = z.output<(typeof KEY_FAMILIES)[Name]['value']>;

const VALUES: { readonly [Name in FamilyName]: { readonly value: z.ZodType<ValueOf<Name>> } } = KEY_FAMILIES;

/** What was kept, where it is of the family's shape; null else. */
export function valueOf<Name extends FamilyName>(family: Name, kept: unknown): ValueOf<Name> | null {
  const { success, data } = VALUES[family].value.safeParse(kept);
  return success ? data : null;
}

/**
 * When a value set at `now` ends; Infinity where it is removed by hand. Throws RangeError where the family asks for
 * `expiresAt` and there is none.
 */
export function endOf(family: FamilyName, now: EpochMs, expiresAt: EpochMs | undefined): EpochMs {
  const { ttl } = KEY_FAMILIES[family];
  if (ttl === 'none') return Number.POSITIVE_INFINITY;
  if (ttl !== 'given') return now + ttl;
  if (expiresAt === undefined || Number.isNaN(expiresAt)) throw new RangeError(`${family} needs the time at which it ends`);
  return expiresAt;
}

/** Throws RangeError unless the family is kept as a hash. */
export function assertHash(family: FamilyName): void {
  if (KEY_FAMILIES[family].type !== 'hash') throw new RangeError(`${family} has no fields: it is kept whole`);
}

/** The key of a family's member: its parts in the place of the braces. */
export function keyOf<Name extends FamilyName>(family: Name, parts: KeyPartsOf<Name>): string {
  const values = new Map<string, string>(Object.entries(parts));
  return KEY_FAMILIES[family].key.replaceAll(/\{(\w+)\}/g, (_, part: string) => values.get(part) ?? '');
}

/** Channels on which workstations tell each other something. */
export const CHANNELS = {
  /** A JSON array of [family, parts] that changed. */
  changes: (account: string): string => `desk:${account}:changes`,
  /** Requests to halt from those who watch, and the answers of the one who trades, JSON objects (desk/halt-message.ts). */
  halts: (account: string): string => `desk:${account}:halts`,
} as const;
