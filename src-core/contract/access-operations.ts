import { z } from 'zod';
import {
  accountEntrySchema,
  accessViewSchema,
  auditPageSchema,
  auditQuerySchema,
  auditVerificationSchema,
  backupsViewSchema,
  configEntrySchema,
  exportedSchema,
  liveChecksSchema,
  newAccountSchema,
  newUserSchema,
  passwordSchema,
  personSchema,
  sessionEntrySchema,
  userChangeSchema,
  usernameSchema,
  userViewSchema,
} from './access.ts';
import { operation } from './operation.ts';
import { madeFileSchema } from './performance.ts';

const nothing = z.object({});
const byId = z.object({ id: z.string().min(1).max(100) });
const userId = z.object({ id: z.uuid() });
const backupName = z.object({ name: z.string().regex(/^[\w.-]{1,200}$/, 'expected a name from the list of backups') });

/** The operating system's name for its user may be any. */
const signInNameSchema = z.string().min(1, 'expected a name').max(100, 'expected at most 100 letters');

const own = { scope: 'self', mutates: true, audited: true } as const;
const ofAll = { scope: 'any', mutates: true, audited: true } as const;
const asked = { mutates: false, audited: false } as const;

/** Who is signed in, users, accounts, the audit, configuration and backups. */
export const accessOperations = {
  /** Names the first admin of a desk and signs it in. Fails with 'conflict' once there is one. */
  'access.setUp': operation({ input: z.object({ username: usernameSchema, password: passwordSchema }), output: accessViewSchema, role: 'nobody', ...own }),
  /** Fails with 'forbidden' for a wrong name or password alike, and with 'rate_limited' before the view's `waitUntil`. */
  'access.signIn': operation({ input: z.object({ username: signInNameSchema, password: passwordSchema }), output: accessViewSchema, role: 'nobody', ...own }),
  /** Opens a locked session with its person's password. Fails as access.signIn does. */
  'access.unlock': operation({ input: z.object({ password: passwordSchema }), output: accessViewSchema, role: 'nobody', ...own }),
  /** Fails with 'conflict' where the person has no password. Trading goes on. */
  'access.lock': operation({ input: nothing, output: accessViewSchema, role: 'viewer', ...own }),
  'access.signOut': operation({ input: nothing, output: accessViewSchema, role: 'nobody', ...own }),
  /** A person is at the window: it is not idle. Sent at most each half minute. */
  'access.active': operation({ input: nothing, output: nothing, role: 'viewer', scope: 'self', mutates: true, audited: false }),
  /** Changes the caller's password; `current` is null where there is none yet. On a local profile null takes it away. Other sessions of the person end. */
  'access.setPassword': operation({ input: z.object({ current: passwordSchema.nullable(), next: passwordSchema.nullable() }), output: accessViewSchema, role: 'viewer', ...own }),
  /** The caller's sign-ins; of everybody for an admin. */
  'access.sessions': operation({ input: nothing, output: z.array(sessionEntrySchema), role: 'viewer', scope: 'self', ...asked }),
  /** Ends a sign-in on every workstation within a second: one of the caller's own; any for an admin. */
  'access.revoke': operation({ input: byId, output: z.array(sessionEntrySchema), role: 'viewer', ...own }),
  /** Ends all of the caller's sign-ins but this one. */
  'access.revokeOthers': operation({ input: nothing, output: z.array(sessionEntrySchema), role: 'viewer', ...own }),
  'users.list': operation({ input: nothing, output: z.array(userViewSchema), role: 'admin', scope: 'any', ...asked }),
  /** People who may sign in, by name: whom one's account can be shared with. */
  'users.names': operation({ input: nothing, output: z.array(personSchema), role: 'trader', scope: 'any', ...asked }),
  'users.create': operation({ input: newUserSchema, output: userViewSchema, role: 'admin', ...ofAll }),
  /** Takes effect within a second on every workstation. Fails with 'conflict' where no active admin would be left. */
  'users.change': operation({ input: userId.extend({ change: userChangeSchema }), output: userViewSchema, role: 'admin', ...ofAll }),
  /** Sets another's password; their sessions end. */
  'users.setPassword': operation({ input: userId.extend({ password: passwordSchema }), output: userViewSchema, role: 'admin', ...ofAll }),
  /** Accounts that the caller may see. */
  'accounts.list': operation({ input: nothing, output: z.array(accountEntrySchema), role: 'viewer', scope: 'any', ...asked }),
  /** Opens a paper account of the caller's. */
  'accounts.open': operation({ input: newAccountSchema, output: z.array(accountEntrySchema), role: 'trader', ...ofAll }),
  /** Trades another account: the terminal starts anew on it. Fails with 'conflict' while the present one holds or works anything. */
  'accounts.choose': operation({ input: userId, output: z.array(accountEntrySchema), role: 'trader', ...ofAll }),
  /** Lets another user trade an account, or no longer. Its owner and admins may. */
  'accounts.share': operation({ input: userId.extend({ userId: z.uuid(), shared: z.boolean() }), output: z.array(accountEntrySchema), role: 'trader', ...ofAll }),
  /** What must be so before an account may go live. */
  'accounts.liveChecks': operation({ input: userId, output: liveChecksSchema, role: 'trader', scope: 'any', ...asked }),
  /** Opens a live account; `typed` are the words of the checks' account. Fails with 'denied' and the checks that do not pass. */
  'accounts.goLive': operation({ input: userId.extend({ typed: z.string().max(100) }), output: z.array(accountEntrySchema), role: 'trader', ...ofAll }),
  /** Confirms for this session that the account is a live one. Fails with 'bad_input' where the words are others. */
  'accounts.confirmLive': operation({ input: z.object({ typed: z.string().max(100) }), output: accessViewSchema, role: 'trader', ...own }),
  /** The caller's own entries; everybody's for an admin. */
  'audit.list': operation({ input: auditQuerySchema, output: auditPageSchema, role: 'trader', scope: 'any', ...asked }),
  'audit.export': operation({ input: z.object({ query: auditQuerySchema, format: z.enum(['csv', 'jsonl']) }), output: madeFileSchema, role: 'trader', scope: 'any', mutates: false, audited: true }),
  /** Walks the whole record. */
  'audit.verify': operation({ input: nothing, output: auditVerificationSchema, role: 'trader', scope: 'any', ...asked }),
  'config.list': operation({ input: nothing, output: z.array(configEntrySchema), role: 'trader', scope: 'any', ...asked }),
  /** null sets it back to its default. Fails with 'bad_input' and what would be accepted. */
  'config.set': operation({ input: z.object({ key: z.string().max(100), value: z.string().max(10_000).nullable() }), output: z.array(configEntrySchema), role: 'admin', ...ofAll }),
  'backups.list': operation({ input: nothing, output: backupsViewSchema, role: 'trader', scope: 'any', ...asked }),
  'backups.make': operation({ input: nothing, output: backupsViewSchema, role: 'trader', ...ofAll }),
  /** Reads one through. */
  'backups.verify': operation({ input: backupName, output: backupsViewSchema, role: 'trader', scope: 'any', ...asked }),
  /** Puts a backup in the place of the database: the terminal starts anew on it. What was there before is kept as a backup. */
  'backups.restore': operation({ input: backupName, output: backupsViewSchema, role: 'admin', ...ofAll }),
  /** Writes everything that another machine needs into one encrypted file. null takes the configured passphrase. */
  'backups.export': operation({ input: z.object({ passphrase: z.string().min(12, 'expected at least 12 letters').max(200).nullable() }), output: exportedSchema, role: 'admin', ...ofAll }),
  /** Ends the terminal and starts it anew, as after a change of its connections. */
  'terminal.restart': operation({ input: nothing, output: nothing, role: 'trader', ...ofAll }),
} as const;
