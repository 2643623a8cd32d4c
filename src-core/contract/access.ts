import { z } from 'zod';
import { CONFIG_TYPES } from '../access/config-keys.ts';
import { ROLES } from '../access/permission.ts';
import { BROKERS } from './broker.ts';
import { moneySchema } from './schemas.ts';

// Who is signed in, what they may do, and the record of what was done. No password, token or hash is ever in an answer.

export const roleSchema = z.enum(ROLES);
/** Letters, digits, dots, dashes and underscores. */
export const usernameSchema = z.string().regex(/^[\w.-]{1,50}$/, 'expected 1 to 50 letters, digits, dots, dashes or underscores');
/** A password that is given to be compared, or set; a long one is no attack. */
export const passwordSchema = z.string().min(1, 'expected a password').max(200, 'expected at most 200 letters');
const nameSchema = z.string().max(100, 'expected at most 100 letters');
const emailSchema = z.email('expected an address like name@example.com').max(255);

export const accountBriefSchema = z.object({ id: z.string(), number: z.string(), kind: z.enum(['paper', 'live']) });

/**
 * How this connection stands. 'set_up': the desk has no admin yet, and whoever is here names the first. 'signed_out':
 * somebody must sign in. 'locked': the person's password is asked for again; their session goes on. 'open': signed in.
 */
export const accessViewSchema = z.object({
  profile: z.enum(['local', 'desk']),
  phase: z.enum(['set_up', 'signed_out', 'locked', 'open']),
  /** null where nobody is signed in; while locked, whose session it is. */
  user: z.object({ id: z.string(), username: z.string(), role: roleSchema }).nullable(),
  /** Who is suggested where somebody must sign in: the operating system's user. */
  suggested: z.string(),
  /** The signed-in person has a password: without one (a local profile) nothing can be locked. */
  hasPassword: z.boolean(),
  /** Minutes without a key or a click until the window is locked; null for never. */
  idleMinutes: z.number().nullable(),
  /** Shown where people sign in; empty for none. */
  notice: z.string(),
  /** Machine time before which no further password is looked at from here; null for none. */
  waitUntil: z.number().nullable(),
  /** Why users and passwords cannot be changed now, as a sentence ("the desk's database is not reached"); null while they can. */
  readOnly: z.string().nullable(),
  /** The terminal's account, and what this person may do with it. */
  account: accountBriefSchema.extend({
    mayTrade: z.boolean(),
    /** A live account whose confirmation this session has not typed yet. */
    needsConfirmation: z.boolean(),
    /** The words to type. */
    confirmation: z.string(),
  }),
  /** This session's id; null where nobody is signed in. */
  sessionId: z.string().nullable(),
});
export type AccessView = z.output<typeof accessViewSchema>;

export const userViewSchema = z.object({
  id: z.string(),
  username: z.string(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  role: roleSchema,
  isActive: z.boolean(),
  hasPassword: z.boolean(),
  /** Machine times. */
  createdAt: z.number(),
  lastLogin: z.number().nullable(),
});
export type UserView = z.output<typeof userViewSchema>;

/** Whom an account can be shared with: people who may sign in, by name. */
export const personSchema = userViewSchema.pick({ id: true, username: true, role: true });
export type Person = z.output<typeof personSchema>;

export const newUserSchema = z.object({
  username: usernameSchema,
  email: emailSchema,
  firstName: nameSchema.nullable(),
  lastName: nameSchema.nullable(),
  role: roleSchema,
  password: passwordSchema,
});
export type NewUser = z.output<typeof newUserSchema>;

/** What is absent stays. */
export const userChangeSchema = z.object({
  email: emailSchema.optional(),
  firstName: nameSchema.nullable().optional(),
  lastName: nameSchema.nullable().optional(),
  role: roleSchema.optional(),
  isActive: z.boolean().optional(),
});
export type UserChange = z.output<typeof userChangeSchema>;

/** A sign-in that has not ended. */
export const sessionEntrySchema = z.object({
  id: z.string(),
  userId: z.string(),
  username: z.string(),
  /** The workstation, and the network address where there is one. */
  place: z.string(),
  address: z.string().nullable(),
  /** "Chromium 143 on Linux", "the desktop app", "a script". */
  device: z.string(),
  createdAt: z.number(),
  lastSeen: z.number(),
  expiresAt: z.number(),
  isLocked: z.boolean(),
  /** A window or script of it is connected to this workstation now. */
  isConnected: z.boolean(),
  /** It is the one that asks. */
  isThis: z.boolean(),
});
export type SessionEntry = z.output<typeof sessionEntrySchema>;

export const accountEntrySchema = accountBriefSchema.extend({
  ownerId: z.string(),
  owner: z.string(),
  broker: z.string(),
  isActive: z.boolean(),
  /** The one that this terminal trades. */
  isCurrent: z.boolean(),
  /** Trades of a broker's statement: it is looked at, never traded. */
  isImported: z.boolean(),
  mayTrade: z.boolean(),
  /** Ids of users that may trade it beside its owner and admins. */
  sharedWith: z.array(z.string()),
  /** As last written; null before the first time. */
  netLiquidation: moneySchema.nullable(),
});
export type AccountEntry = z.output<typeof accountEntrySchema>;

export const newAccountSchema = z.object({
  number: z.string().regex(/^[\w-]{1,50}$/, 'expected 1 to 50 letters, digits, dashes or underscores'),
  /** Paid in; null for the configured amount, and for an account at a broker, which knows what it holds. */
  capital: moneySchema.nullable(),
  /** Where its orders go; absent: the paper broker. At Interactive Brokers it is the number of one of their paper accounts; a live one is made by going live. */
  broker: z.enum(BROKERS).optional(),
});
export type NewAccount = z.output<typeof newAccountSchema>;

/** What must be so before an account may go live, each with what was found. */
export const liveChecksSchema = z.object({
  checks: z.array(z.object({ name: z.string(), title: z.string(), passed: z.boolean(), found: z.string(), wanted: z.string() })),
  passed: z.boolean(),
});
export type LiveChecks = z.output<typeof liveChecksSchema>;

export const auditQuerySchema = z.object({
  /** Machine times, inclusive and exclusive. */
  from: z.number().optional(),
  to: z.number().optional(),
  userId: z.string().max(100).optional(),
  /** An operation's name, or its room: "orders.place", "orders". */
  action: z.string().max(100).optional(),
  resourceId: z.string().max(100).optional(),
  /** Of one chain; from one place of it to another, both included. */
  chain: z.string().max(100).optional(),
  fromSequence: z.int().min(0).optional(),
  toSequence: z.int().min(0).optional(),
  /** 'done', or 'refused' for all that was not. */
  outcome: z.enum(['done', 'refused']).optional(),
  /** In what was given, before or after. */
  text: z.string().max(200).optional(),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
});
export type AuditQuery = z.output<typeof auditQuerySchema>;

export const auditRowSchema = z.object({
  id: z.string(),
  /** Its place in the chain of the workstation that wrote it; null for entries from before there was one. */
  chain: z.string().nullable(),
  sequence: z.number().nullable(),
  time: z.number(),
  userId: z.string().nullable(),
  username: z.string().nullable(),
  action: z.string(),
  resourceType: z.string(),
  resourceId: z.string().nullable(),
  /** "done", or the code of the refusal. */
  outcome: z.string(),
  /** From where: "window", "script", with the workstation. */
  origin: z.string(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  /** Passwords, tokens and sensitive values are not in them. */
  old: z.json().nullable(),
  new: z.json().nullable(),
});
export type AuditRow = z.output<typeof auditRowSchema>;

export const auditPageSchema = z.object({ rows: z.array(auditRowSchema), total: z.number() });
export type AuditPage = z.output<typeof auditPageSchema>;

/** What a walk along the chains found. */
export const auditVerificationSchema = z.object({
  /** Entries that were read, and those from before there was a chain, which nothing holds. */
  entries: z.number(),
  unchained: z.number(),
  chains: z.array(
    z.object({
      chain: z.string(),
      entries: z.number(),
      first: z.number(),
      last: z.number(),
      /** Whether the seals were looked at: only the workstation that wrote a chain has its key. */
      seals: z.enum(['checked', 'no_key']),
    }),
  ),
  /** Newest last, at most a thousand. */
  problems: z.array(
    z.object({
      chain: z.string(),
      sequence: z.number().nullable(),
      kind: z.enum(['changed', 'missing', 'reordered', 'cut_off', 'forged', 'unchained']),
      /** As a sentence that names the entry. */
      text: z.string(),
    }),
  ),
  milliseconds: z.number(),
});
export type AuditVerification = z.output<typeof auditVerificationSchema>;

export const configEntrySchema = z.object({
  key: z.string(),
  type: z.enum(CONFIG_TYPES),
  title: z.string(),
  description: z.string(),
  place: z.enum(['desk', 'workstation']),
  sensitive: z.boolean(),
  /** As the table keeps it; null for a sensitive one, whose value is never told. */
  value: z.string().nullable(),
  initial: z.string(),
  /** Whether it was set; of a sensitive one this is all that is told. */
  isSet: z.boolean(),
  /** What would be accepted, as a sentence. */
  accepts: z.string(),
  updatedAt: z.number().nullable(),
});
export type ConfigEntry = z.output<typeof configEntrySchema>;

export const backupEntrySchema = z.object({
  name: z.string(),
  createdAt: z.number(),
  bytes: z.number(),
  /** Why it was made: at a start, by the clock, before a migration or a restore, or by hand. */
  reason: z.enum(['start', 'scheduled', 'migration', 'restore', 'manual']),
  /** Whether it was read through, and what was found. */
  state: z.enum(['sound', 'damaged', 'unread']),
  detail: z.string(),
  /** The trading it holds: orders, and when the newest entry of its books is from; null where it was not read. */
  orders: z.number().nullable(),
  newestEntry: z.number().nullable(),
});
export type BackupEntry = z.output<typeof backupEntrySchema>;

export const backupsViewSchema = z.object({
  backups: z.array(backupEntrySchema),
  folder: z.string(),
  exportFolder: z.string(),
  /** Why nothing can be put back here now, as a sentence; null where it can. */
  restoreBan: z.string().nullable(),
  /** Bytes of the database now. */
  bytes: z.number(),
});
export type BackupsView = z.output<typeof backupsViewSchema>;

export const exportedSchema = z.object({ path: z.string(), bytes: z.number(), files: z.array(z.string()) });
export type Exported = z.output<typeof exportedSchema>;
