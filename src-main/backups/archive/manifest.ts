import { z } from 'zod';

/** What an export may hold beside its manifest, which comes first. Each is a file of the data directory but the secrets. */
export const ARCHIVED_FILES = ['smart-0dte.sqlite', 'timeseries.sqlite', 'config.json', 'audit-head.json', 'secrets.json'] as const;
export type ArchivedFile = (typeof ARCHIVED_FILES)[number];

export const MANIFEST = 'manifest.json';
export const MOST_MANIFEST_BYTES = 1 << 16;

export const manifestSchema = z.object({
  format: z.literal('smart-0dte-export'),
  version: z.literal(1),
  createdAt: z.number(),
  /** The workstation that it is from. */
  workstation: z.string(),
  /** What its books hold. */
  orders: z.number().nullable(),
  newestEntry: z.number().nullable(),
  files: z
    .array(z.object({ name: z.enum(ARCHIVED_FILES), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'expected each file once')
    .refine((files) => files.some(({ name }) => name === 'smart-0dte.sqlite'), 'expected a database'),
});
export type Manifest = z.output<typeof manifestSchema>;

/** Keys that move with the data: without them sensitive settings could not be read, and the audit not be gone on with. Passwords of servers stay. */
export const TRAVELLING_SECRETS = ['audit_key', 'configuration_key'] as const;
export const secretsSchema = z.partialRecord(z.enum(TRAVELLING_SECRETS), z.string().min(1));
export type TravellingSecrets = z.output<typeof secretsSchema>;
