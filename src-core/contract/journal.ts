import { z } from 'zod';
import { sliceSchema } from '../performance/slice.ts';
import { signalRecordSchema } from '../signals/signal.ts';
import { dateSchema, figureSchema, legSchema, moneySchema, orderViewSchema, symbolSchema, timeSchema, underlyingSchema } from './schemas.ts';

/** Words of a person about a trade. */
export const tagSchema = z.string().trim().min(1, 'expected 1 to 40 characters').max(40, 'expected 1 to 40 characters').regex(/^[^,;"\n]*$/, 'expected no comma, semicolon, quotation mark or line break');
export const notesSchema = z.string().max(10_000, 'expected at most 10,000 characters');

export const journalQuerySchema = z.object({
  accountId: z.string().max(80).optional(),
  /** Days a trade was opened on, inclusive. */
  from: dateSchema.optional(),
  to: dateSchema.optional(),
  slice: sliceSchema.default({}),
  /** Every word must be found in the strategy, the underlying, a leg's strike or symbol, the notes or a tag. */
  text: z.string().max(200).default(''),
  status: z.enum(['all', 'open', 'over']).default('all'),
  result: z.enum(['all', 'winners', 'losers']).default('all'),
  sort: z.enum(['opened', 'closed', 'net', 'risk', 'holding']).default('opened'),
  descending: z.boolean().default(true),
  offset: z.int().min(0, 'expected 0 or more').default(0),
  limit: z.int().min(1, 'expected 1 to 500').max(500, 'expected 1 to 500').default(100),
});
export type JournalQuery = z.output<typeof journalQuerySchema>;

/** One package from its opening to its end. Amounts in dollars; unknown is null. */
export const journalRowSchema = z.object({
  tradeId: z.string(),
  accountId: z.string(),
  underlying: underlyingSchema,
  strategy: z.string(),
  legs: z.array(legSchema),
  source: z.enum(['manual', 'automated']),
  signalId: z.string().nullable(),
  signalType: z.string().nullable(),
  status: z.enum(['pending', 'open', 'closed', 'settled', 'cancelled', 'rejected', 'expired']),
  openedAt: timeSchema,
  closedAt: timeSchema.nullable(),
  quantity: z.number(),
  /** Net debit per share at entry, and at the exit (negative: received); null before. */
  entry: z.number().nullable(),
  exit: z.number().nullable(),
  realised: moneySchema,
  commission: moneySchema,
  fees: moneySchema,
  net: moneySchema,
  netAtMid: moneySchema.nullable(),
  netAtNatural: moneySchema.nullable(),
  risk: moneySchema.nullable(),
  best: moneySchema.nullable(),
  worst: moneySchema.nullable(),
  vix: figureSchema,
  regime: z.string().nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
  /** The statement it was imported with; null for what was traded here. */
  importId: z.string().nullable(),
});
export type JournalRow = z.output<typeof journalRowSchema>;
export const journalPageSchema = z.object({ total: z.number(), net: moneySchema, rows: z.array(journalRowSchema) });
export type JournalPage = z.output<typeof journalPageSchema>;

export const journalFillSchema = z.object({
  id: z.string(),
  orderId: z.string(),
  time: timeSchema,
  packages: z.number(),
  /** Net debit per share, and what the mid and the natural price were; null where no quote was kept. */
  net: moneySchema,
  mid: moneySchema.nullable(),
  natural: moneySchema.nullable(),
  legs: z.array(z.object({ symbol: symbolSchema, side: z.enum(['buy', 'sell']), quantity: z.number(), price: moneySchema })),
  commission: moneySchema,
  fees: moneySchema,
});
export const journalEntrySchema = z.object({
  row: journalRowSchema,
  /** Oldest first. */
  orders: z.array(orderViewSchema),
  fills: z.array(journalFillSchema),
  /** What the end of the day did to each holding, what was held at the broker without an execution, and what was corrected; quantity is the units that came or, negative, went: a short option that lapses comes back. */
  settlements: z.array(z.object({ id: z.string(), time: timeSchema, cause: z.enum(['exercise', 'assignment', 'lapse', 'taken_over', 'correction']), symbol: symbolSchema.nullable(), quantity: z.number(), cash: moneySchema, realised: moneySchema, reason: z.string().nullable() })),
  /** The signal it came from, as frozen; null without one. */
  signal: signalRecordSchema.nullable(),
});
export type JournalEntry = z.output<typeof journalEntrySchema>;

/** The chain around the trade as the recording has it at that moment. */
export const chainPictureSchema = z.object({
  underlying: underlyingSchema,
  /** When it was asked for, and the newest quote in it. */
  time: timeSchema,
  recordedAt: timeSchema,
  /** "recorded session" or the recording's name. */
  source: z.string(),
  spot: figureSchema,
  rows: z.array(
    z.object({
      strike: z.number(),
      call: z.object({ bid: figureSchema, ask: figureSchema, iv: figureSchema, delta: figureSchema }),
      put: z.object({ bid: figureSchema, ask: figureSchema, iv: figureSchema, delta: figureSchema }),
      /** Signed contracts of one package in each; 0 where none. */
      callLeg: z.number(),
      putLeg: z.number(),
    }),
  ),
});
export type ChainPicture = z.output<typeof chainPictureSchema>;

export const exportRequestSchema = z.object({
  query: journalQuerySchema,
  what: z.enum(['packages', 'fills', 'days']),
  format: z.enum(['csv', 'parquet']),
});
export type ExportRequest = z.output<typeof exportRequestSchema>;

export const STATEMENT_FORMATS = ['smart-0dte', 'ibkr-flex', 'ibkr-activity', 'tastytrade'] as const;
export const statementSchema = z.object({
  fileName: z.string().max(200),
  /** CSV as text, at most 20 MB. */
  content: z.string().max(20_000_000, 'expected at most 20 MB'),
  /** null lets the file's own heading decide. */
  format: z.enum(STATEMENT_FORMATS).nullable().default(null),
});
export type Statement = z.output<typeof statementSchema>;

export const importPreviewSchema = z.object({
  /** Names what was previewed: the import is of exactly this. */
  digest: z.string(),
  format: z.enum(STATEMENT_FORMATS),
  broker: z.string(),
  accountNumber: z.string(),
  /** The account is there already. */
  accountKnown: z.boolean(),
  from: dateSchema.nullable(),
  to: dateSchema.nullable(),
  fills: z.number(),
  /** Fills that are there already, and are left out. */
  duplicates: z.number(),
  packages: z.array(z.object({ underlying: underlyingSchema, strategy: z.string(), openedAt: timeSchema, closedAt: timeSchema.nullable(), quantity: z.number(), net: moneySchema, fills: z.number() })),
  /** All packages together, before and after costs. */
  realised: moneySchema,
  commission: moneySchema,
  fees: moneySchema,
  net: moneySchema,
  /** Rows that cannot be used: line of the file, column, what is wrong and what would be accepted. Nothing is imported while `fatal`. */
  problems: z.array(z.object({ line: z.number(), field: z.string().nullable(), message: z.string() })),
  /** Rows of other instruments that are passed over, by why. */
  passedOver: z.array(z.object({ reason: z.string(), rows: z.number() })),
  fatal: z.boolean(),
});
export type ImportPreview = z.output<typeof importPreviewSchema>;

export const importRecordSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  accountNumber: z.string(),
  broker: z.string(),
  fileName: z.string(),
  importedAt: timeSchema,
  packages: z.number(),
  fills: z.number(),
});
export type ImportRecord = z.output<typeof importRecordSchema>;
