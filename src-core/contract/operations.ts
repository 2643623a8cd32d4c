import { z } from 'zod';
import { accessOperations } from './access-operations.ts';
import { appOperations } from './app-operations.ts';
import { bracketSchema, bracketViewSchema } from './brackets.ts';
import { brokerOperations } from './broker-operations.ts';
import {
  connectionSettingsSchema,
  connectionTestSchema,
  connectionsViewSchema,
  HISTORY_RANGES,
  historyViewSchema,
  SERVERS,
  serverSettingsSchema,
} from './connections.ts';
import { operation } from './operation.ts';
import {
  dateSchema,
  orderViewSchema,
  placeSchema,
  previewSchema,
  quantitySchema,
  sessionViewSchema,
  termsSchema,
  tickerSchema,
  ticketSchema,
  underlyingSchema,
} from './schemas.ts';
import {
  chainPictureSchema,
  exportRequestSchema,
  importPreviewSchema,
  importRecordSchema,
  journalEntrySchema,
  journalPageSchema,
  journalQuerySchema,
  journalRowSchema,
  notesSchema,
  statementSchema,
  tagSchema,
} from './journal.ts';
import {
  bookCorrectionSchema,
  dailyResultSchema,
  madeFileSchema,
  metricDefinitionSchema,
  performanceAccountSchema,
  performanceQuerySchema,
  performanceViewSchema,
  slicesQuerySchema,
  slicesViewSchema,
} from './performance.ts';
import {
  practiceFolderSchema,
  practiceJumpSchema,
  practiceRecordingsSchema,
  practiceRunRowSchema,
  practiceRunSchema,
  practiceStartSchema,
  practiceStateSchema,
  practiceStepSchema,
} from './practice.ts';
import { alertRuleSchema, alertSchema } from '../alerts/alert.ts';
import { exitViewSchema } from '../risk/exits.ts';
import { scenarioGridSchema } from '../risk/measures.ts';
import { signalSettingsSchema } from '../signals/automation.ts';
import { signalRecordSchema } from '../signals/signal.ts';
import {
  alertPageSchema,
  alertQuerySchema,
  alertRulesSchema,
  exitRequestSchema,
  flattenPlanSchema,
  killResultSchema,
  limitChangesSchema,
  limitNameSchema,
  limitsViewSchema,
  riskEventPageSchema,
  riskEventQuerySchema,
  riskViewSchema,
} from './risk.ts';
import {
  approvalSchema,
  correlationHistoryQuerySchema,
  correlationHistorySchema,
  signalPageSchema,
  signalQuerySchema,
  signalSettingsViewSchema,
  signalViewSchema,
} from './signals.ts';
import { gammaLevelsQuerySchema, gammaLevelsViewSchema, gammaStudySchema } from './volatility.ts';

const nothing = z.object({});
const orderId = z.object({ id: z.uuid() });
const signalId = z.object({ id: z.uuid() });
/** A password or token. It goes into the vault and never comes back. */
const credential = z.string().min(1).max(4_096);

/** Every operation of the contract: the one door for windows, scripts and tests. */
export const operations = {
  ...accessOperations,
  ...appOperations,
  ...brokerOperations,
  'session.get': operation({ input: nothing, output: sessionViewSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'session.pause': operation({ input: nothing, output: sessionViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  'session.resume': operation({ input: nothing, output: sessionViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Times real time, 0.1 to 1000, or null for as fast as it goes. */
  'session.speed': operation({
    input: z.object({ speed: z.number().min(0.1).max(1000).nullable() }),
    output: sessionViewSchema,
    role: 'trader',
    scope: 'account',
    mutates: true,
    audited: true,
  }),
  'orders.preview': operation({ input: ticketSchema, output: previewSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Answers once the order's intent is on disk and the broker has it. A denied order fails with code "denied". */
  'orders.place': operation({ input: placeSchema, output: orderViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true, risky: true }),
  /** Places an entry with its target and its stop, all of them or none; answers and fails like 'orders.place'. */
  'orders.placeBracket': operation({ input: bracketSchema, output: bracketViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true, risky: true }),
  'orders.change': operation({
    input: z.object({ id: z.uuid(), terms: termsSchema, quantity: quantitySchema }),
    output: orderViewSchema,
    role: 'trader',
    scope: 'account',
    mutates: true,
    audited: true,
    risky: true,
  }),
  'orders.cancel': operation({ input: orderId, output: orderViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true, urgent: true }),
  'orders.cancelAll': operation({ input: nothing, output: z.object({ requested: z.number() }), role: 'trader', scope: 'account', mutates: true, audited: true, urgent: true }),
  /** Closes what is left of a package with one order: a limit at the mid, or at the natural price. */
  'positions.close': operation({
    input: z.object({ id: z.uuid(), tradeId: z.uuid(), at: z.enum(['mid', 'natural']) }),
    output: orderViewSchema,
    role: 'trader',
    scope: 'account',
    mutates: true,
    audited: true,
  }),
  /** A window's own settings (layout, theme, columns) by name; null when never saved. */
  'settings.get': operation({
    input: z.object({ name: z.string().max(80) }),
    output: z.object({ value: z.json().nullable() }),
    role: 'viewer',
    scope: 'any',
    mutates: false,
    audited: false,
  }),
  'settings.set': operation({
    input: z.object({ name: z.string().max(80), value: z.json() }),
    output: nothing,
    role: 'trader',
    scope: 'any',
    mutates: true,
    audited: true,
  }),
  /** A ticker's past, from the time-series store. */
  'market.history': operation({
    input: z.object({ ticker: tickerSchema, range: z.enum(HISTORY_RANGES) }),
    output: historyViewSchema,
    role: 'viewer',
    scope: 'any',
    mutates: false,
    audited: false,
  }),
  /** A pair's correlation of the last days, from the time-series store. */
  'market.correlations': operation({ input: correlationHistoryQuerySchema, output: correlationHistorySchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Signals of any session, newest first. */
  'signals.list': operation({ input: signalQuerySchema, output: signalPageSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** A signal with all it was made from. */
  'signals.get': operation({ input: signalId, output: signalRecordSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Answers the ticket to send. Fails with 'conflict' once the signal is no longer active or its price is gone. */
  'signals.approve': operation({ input: signalId, output: approvalSchema, role: 'trader', scope: 'account', mutates: true, audited: true, risky: true }),
  /** Its record is kept, and it is settled like any other. */
  'signals.dismiss': operation({ input: signalId, output: signalViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Takes a dismissal back while the signal has not expired. */
  'signals.restore': operation({ input: signalId, output: signalViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  'signals.settings': operation({ input: nothing, output: signalSettingsViewSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Sets what is executed by rule, and the risk of one trade. */
  'signals.configure': operation({ input: z.object({ settings: signalSettingsSchema }), output: signalSettingsViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true, risky: true }),
  /** Cancels everything that works and halts, at once. With `flatten` (or the account's parameter) it runs the flattening plan, otherwise answers it. */
  'risk.kill': operation({ input: z.object({ flatten: z.boolean() }), output: killResultSchema, role: 'trader', scope: 'account', mutates: true, audited: true, urgent: true }),
  /** Takes only what raises neither the greatest loss nor the margin, until it is resumed. */
  'risk.reduce': operation({ input: nothing, output: riskViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true, urgent: true }),
  /** Ends what lasts until a person says so: to ACTIVE, or to REDUCING where more than that is held. Fails with 'conflict' while the day is locked or a breaker holds. */
  'risk.resume': operation({ input: z.object({ to: z.enum(['ACTIVE', 'REDUCING']) }), output: riskViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true, risky: true }),
  /** What flattening all positions, or some, would do and cost now. */
  'risk.flattenPlan': operation({ input: z.object({ tradeIds: z.array(z.uuid()).min(1).optional() }), output: flattenPlanSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'risk.flatten': operation({ input: z.object({ tradeIds: z.array(z.uuid()).min(1).optional() }), output: riskViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Cancels what the plan has working and leaves the rest. */
  'risk.stopFlattening': operation({ input: nothing, output: riskViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  'risk.scenarios': operation({ input: z.object({ scope: z.union([z.literal('book'), underlyingSchema]) }), output: scenarioGridSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'risk.events': operation({ input: riskEventQuerySchema, output: riskEventPageSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'limits.get': operation({ input: nothing, output: limitsViewSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** What is safer takes effect at once, what is looser at the next session. Fails with 'bad_input' that names the limit, and changes nothing then. */
  'limits.set': operation({ input: z.object({ changes: limitChangesSchema }), output: limitsViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true, risky: true }),
  /** Takes a change that waits for the next session back. */
  'limits.withdraw': operation({ input: z.object({ name: limitNameSchema }), output: limitsViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Sets when a position is closed without being asked; a plan without any part ends it. What an exit closes at that moment is given up. Fails with 'not_found' or 'bad_input'. */
  'exits.set': operation({ input: exitRequestSchema, output: exitViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  'alerts.list': operation({ input: alertQuerySchema, output: alertPageSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'alerts.acknowledge': operation({ input: z.object({ ids: z.array(z.string().max(80)).min(1).max(500) }), output: z.array(alertSchema), role: 'trader', scope: 'account', mutates: true, audited: true }),
  'alerts.snooze': operation({ input: z.object({ id: z.string().max(80), minutes: z.number().min(1, 'expected 1 to 390').max(390, 'expected 1 to 390') }), output: alertSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Keeps a rule, new or changed. */
  'alerts.setRule': operation({ input: z.object({ rule: alertRuleSchema }), output: alertRulesSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  'alerts.removeRule': operation({ input: z.object({ id: z.uuid() }), output: alertRulesSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Accounts whose trading is kept: the own one first. */
  'performance.accounts': operation({ input: nothing, output: z.array(performanceAccountSchema), role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'performance.definitions': operation({ input: nothing, output: z.array(metricDefinitionSchema), role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'performance.get': operation({ input: performanceQuerySchema, output: performanceViewSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'performance.slices': operation({ input: slicesQuerySchema, output: slicesViewSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** The rows of daily_pnl, each day's sum before its underlyings, oldest day first. */
  'performance.days': operation({
    input: performanceQuerySchema.pick({ accountId: true, from: true, to: true }),
    output: z.array(dailyResultSchema),
    role: 'viewer',
    scope: 'any',
    mutates: false,
    audited: false,
  }),
  /** One day on paper: a self-contained page, or a PDF. Fails with 'not_found' for a day without a session. */
  'performance.report': operation({
    input: z.object({ accountId: z.string().max(80).optional(), date: dateSchema, format: z.enum(['html', 'pdf']) }),
    output: madeFileSchema,
    role: 'viewer',
    scope: 'any',
    mutates: false,
    audited: true,
  }),
  /** Books what became known late on the day it belongs to, which is restated. Fails with 'bad_input' or 'conflict'; nothing is booked then. */
  'performance.correct': operation({ input: z.object({ correction: bookCorrectionSchema }), output: z.array(dailyResultSchema), role: 'trader', scope: 'account', mutates: true, audited: true }),
  'journal.list': operation({ input: journalQuerySchema, output: journalPageSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'journal.get': operation({ input: z.object({ tradeId: z.uuid() }), output: journalEntrySchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Every tag in use and on how many trades. */
  'journal.tags': operation({ input: nothing, output: z.array(z.object({ tag: z.string(), trades: z.number() })), role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'journal.annotate': operation({
    input: z.object({ tradeId: z.uuid(), notes: notesSchema.optional(), tags: z.array(tagSchema).max(20, 'expected at most 20 tags').optional() }),
    output: journalRowSchema,
    role: 'trader',
    scope: 'account',
    mutates: true,
    audited: true,
  }),
  /** The chain at the trade's entry or exit from the recording of that day. Fails with 'not_found' where none is kept, and says why. */
  'journal.chain': operation({ input: z.object({ tradeId: z.uuid(), moment: z.enum(['entry', 'exit']) }), output: chainPictureSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'journal.export': operation({ input: exportRequestSchema, output: madeFileSchema, role: 'viewer', scope: 'any', mutates: false, audited: true }),
  /** Reads a broker's statement and says what importing it would do; changes nothing. */
  'journal.previewImport': operation({ input: statementSchema, output: importPreviewSchema, role: 'trader', scope: 'any', mutates: false, audited: false, large: true }),
  /** Imports a statement that was previewed, whole or not at all. Fails with 'conflict' where it is another than the digest says. */
  'journal.import': operation({ input: statementSchema.extend({ digest: z.string().max(100) }), output: importRecordSchema, role: 'trader', scope: 'account', mutates: true, audited: true, large: true }),
  'journal.imports': operation({ input: nothing, output: z.array(importRecordSchema), role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Takes an import back with all it brought. */
  'journal.removeImport': operation({ input: z.object({ id: z.uuid() }), output: z.array(importRecordSchema), role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** How often levels of gamma exposure held, and the records that this is of. */
  'gamma.levels': operation({ input: gammaLevelsQuerySchema, output: gammaLevelsViewSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Begins to study the recorded days this terminal has; where it is under way, answers how it goes. Fails with 'not_found' without any. */
  'gamma.study': operation({ input: nothing, output: gammaStudySchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  'gamma.stopStudy': operation({ input: nothing, output: gammaStudySchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** The recorded days there are to practise on. */
  'practice.recordings': operation({ input: nothing, output: practiceRecordingsSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  /** Looks for recordings in one more folder of this machine. Fails with 'bad_input' where there are none. */
  'practice.addFolder': operation({ input: practiceFolderSchema, output: practiceRecordingsSchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  'practice.removeFolder': operation({ input: practiceFolderSchema, output: practiceRecordingsSchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** Puts the windows before a recorded day, standing, with paper money of its own. Fails with 'unavailable' on a desk, 'conflict' while practice runs. */
  'practice.start': operation({ input: practiceStartSchema, output: practiceStateSchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** Answers when the time has gone by; the session stands then. */
  'practice.step': operation({ input: practiceStepSchema, output: practiceStateSchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** Answers when it is there; the session stands then. Fails with 'conflict' for an earlier time without `discard` once something was ordered. */
  'practice.jump': operation({ input: practiceJumpSchema, output: practiceStateSchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** Stands where a step or a jump has come to. */
  'practice.stop': operation({ input: nothing, output: practiceStateSchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** Answers the score; the windows have their session back. */
  'practice.end': operation({ input: nothing, output: practiceRunSchema, role: 'trader', scope: 'any', mutates: true, audited: true }),
  'practice.runs': operation({ input: nothing, output: z.array(practiceRunRowSchema), role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'practice.run': operation({ input: z.object({ id: z.uuid() }), output: practiceRunSchema, role: 'viewer', scope: 'any', mutates: false, audited: false }),
  'practice.removeRun': operation({ input: z.object({ id: z.uuid() }), output: z.array(practiceRunRowSchema), role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** Tries a server as it would be set up, changing nothing. Without a credential, the one that is kept is used. */
  'connections.test': operation({
    input: z.object({ server: z.enum(SERVERS), settings: serverSettingsSchema, credential: credential.optional() }),
    output: connectionTestSchema,
    role: 'admin',
    scope: 'any',
    mutates: false,
    audited: false,
  }),
  /** Keeps the settings for the next start. A credential that is given replaces the one that is kept; null forgets it. */
  'connections.save': operation({
    input: z.object({
      settings: connectionSettingsSchema,
      credentials: z.object({ postgresql: credential.nullable(), redis: credential.nullable(), influxdb: credential.nullable() }).partial(),
    }),
    output: connectionsViewSchema,
    role: 'admin',
    scope: 'any',
    mutates: true,
    audited: true,
  }),
  /** Takes the account's trading lease over from a workstation that is not heard of; the person asking knows that it is not trading. */
  'desk.takeOver': operation({ input: nothing, output: nothing, role: 'trader', scope: 'account', mutates: true, audited: true, risky: true }),
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = z.input<Operations[Name]['input']>;
/** What a handler receives: the input after its schema. */
export type ParsedInputOf<Name extends OperationName> = z.output<Operations[Name]['input']>;
export type OutputOf<Name extends OperationName> = z.output<Operations[Name]['output']>;
