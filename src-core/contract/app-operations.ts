import { z } from 'zod';
import { exportedSchema } from './access.ts';
import { appViewSchema, crashReportSchema, windowErrorSchema } from './app.ts';
import { operation } from './operation.ts';
import { dateSchema } from './schemas.ts';

const nothing = z.object({});
const byId = z.object({ id: z.string().min(1).max(100) });
const ofProgram = { scope: 'any', mutates: true } as const;

/** The program around the core: its windows, its updates, what it wrote down of its crashes. */
export const appOperations = {
  /** Opens another window. Fails with 'unavailable' where the shell opens none. */
  'app.openWindow': operation({ input: nothing, output: nothing, role: 'viewer', scope: 'self', mutates: true, audited: false }),
  /** Ends the program. Fails with 'conflict' and what stands in the way, unless `anyway`. */
  'app.quit': operation({ input: z.object({ anyway: z.boolean() }), output: nothing, role: 'trader', ...ofProgram, audited: true }),
  /** The request to open a recording was answered, whichever way. */
  'app.closeOpenRequest': operation({ input: byId, output: appViewSchema, role: 'trader', ...ofProgram, audited: false }),
  'updates.check': operation({ input: nothing, output: appViewSchema, role: 'trader', ...ofProgram, audited: false }),
  /** Begins to fetch the version that was found; the view says how far it is. */
  'updates.download': operation({ input: nothing, output: appViewSchema, role: 'trader', ...ofProgram, audited: true }),
  /** Installs what was fetched: now, or when the program starts next. Fails with 'conflict' during a session or with orders working. */
  'updates.install': operation({ input: z.object({ when: z.enum(['now', 'next_start']) }), output: appViewSchema, role: 'trader', ...ofProgram, audited: true }),
  /** Leaves what was fetched uninstalled; where nothing was, what was taken back is no longer told. */
  'updates.discard': operation({ input: nothing, output: appViewSchema, role: 'trader', ...ofProgram, audited: true }),
  /** Newest first; those shown are no longer fresh. */
  'crashes.list': operation({ input: nothing, output: z.array(crashReportSchema), role: 'trader', scope: 'any', mutates: false, audited: false }),
  /** Writes a report, or all, with the last of the log into the exports folder of the data directory, without secrets. */
  'crashes.export': operation({ input: z.object({ id: z.string().max(100).nullable() }), output: exportedSchema, role: 'trader', ...ofProgram, audited: true }),
  /** null for all. */
  'crashes.remove': operation({ input: z.object({ id: z.string().max(100).nullable() }), output: z.array(crashReportSchema), role: 'trader', ...ofProgram, audited: true }),
  /** A window met an error. */
  'crashes.report': operation({ input: windowErrorSchema, output: nothing, role: 'viewer', scope: 'self', mutates: true, audited: false }),
  /** Packs a recording that this terminal made into one file in the exports folder of the data directory. */
  'recordings.export': operation({ input: z.object({ path: z.string().min(1).max(1_000) }), output: exportedSchema, role: 'trader', ...ofProgram, audited: true }),
  /** Unpacks such a file into this terminal's recordings, and answers with where and of which day it is. */
  'recordings.import': operation({ input: z.object({ path: z.string().min(1).max(1_000) }), output: z.object({ path: z.string(), date: dateSchema }), role: 'trader', ...ofProgram, audited: true }),
} as const;
