import { z } from 'zod';
import { gatewaySettingsSchema } from './gateway-settings.ts';

// What the window is told of the servers, of the desk, and of what is kept for how long.

/** The servers of the desk profile. */
export const SERVERS = ['postgresql', 'redis', 'influxdb'] as const;
export type ServerName = (typeof SERVERS)[number];

/** How one server stands, and what waits for it. */
export const serverStatusSchema = z.object({
  server: z.enum(SERVERS),
  /** 'down' is tried again by itself; 'failed' needs a person, and detail says for what. */
  state: z.enum(['connecting', 'connected', 'catching_up', 'down', 'failed']),
  /** Machine time since when. */
  since: z.number(),
  /** What is kept here until the server has it, and what it is counted in. */
  backlog: z.number(),
  unit: z.enum(['changes', 'keys', 'points']),
  /** Points given up because the spool was full; the books are never thinned. */
  thinned: z.number(),
  /** Where it is, or what is wrong. Never a password. */
  detail: z.string(),
});
export type ServerStatus = z.output<typeof serverStatusSchema>;

/** This terminal's place among the workstations that share an account. */
export const deskViewSchema = z.object({
  /** This workstation's name. */
  workstation: z.string(),
  /** trading: holds the account's lease. watching: another does. waiting: it is not known who does, or this terminal may not trade now. */
  role: z.enum(['trading', 'watching', 'waiting']),
  /** Who holds the lease as far as is known. */
  holder: z.string().nullable(),
  /** Counts the leases of the account; 0 before the first. */
  epoch: z.number(),
  /** Why no orders are taken here, as a sentence; null while they are. */
  reason: z.string().nullable(),
  /** A person may take the account over now, though that is not safe to do unasked. */
  canTakeOver: z.boolean(),
  /** It takes over by itself once the holder is gone: who holds the lease has promised to stop where it is cut off. */
  standsBy: z.boolean(),
  /** Other workstations heard of in the last half minute. */
  others: z.array(z.string()),
});
export type DeskView = z.output<typeof deskViewSchema>;

/** A server as it is set up. The password or token is never part of it. */
export const serverSettingsSchema = z.object({
  /** postgres://user@host:5432/database, redis://host:6379/0, http://host:8086; empty for none. */
  url: z.string().max(500),
  /** Of InfluxDB; empty for the others. */
  organisation: z.string().max(200),
  bucket: z.string().max(200),
});
export type ServerSettings = z.output<typeof serverSettingsSchema>;

export const PROFILES = ['local', 'desk'] as const;

/** What the Connections panel shows and changes; a change counts from the next start. */
export const connectionSettingsSchema = z.object({
  profile: z.enum(PROFILES),
  workstation: z.string().min(1).max(60),
  /** The account that is traded: whose it is, and its number. */
  account: z.object({ owner: z.string().min(1).max(50), number: z.string().min(1).max(50) }),
  servers: z.object({ postgresql: serverSettingsSchema, redis: serverSettingsSchema, influxdb: serverSettingsSchema }),
  /** Used in either profile. */
  gateway: gatewaySettingsSchema,
});
export type ConnectionSettings = z.output<typeof connectionSettingsSchema>;

/** What a test of a server found: a plain sentence, and what to do where it is not good. */
export const connectionTestSchema = z.object({
  outcome: z.enum(['good', 'bad_url', 'unreachable', 'wrong_password', 'unknown_database', 'no_permission', 'too_old', 'tls', 'busy', 'other']),
  text: z.string(),
  /** "PostgreSQL 18.4"; null where it was not reached. */
  version: z.string().nullable(),
  milliseconds: z.number(),
});
export type ConnectionTest = z.output<typeof connectionTestSchema>;

/** What is kept for how long, and what the last run took away. */
export const retentionViewSchema = z.object({
  data: z.string(),
  store: z.string(),
  /** Days; null for ever. */
  days: z.number().nullable(),
  /** In words, where it is no matter of days: "up to 5 GB". */
  kept: z.string().optional(),
  /** The newest run; null before the first. Machine time. */
  last: z
    .object({ startedAt: z.number(), finishedAt: z.number().nullable(), removed: z.number(), detail: z.string() })
    .nullable(),
});
export type RetentionView = z.output<typeof retentionViewSchema>;

export const connectionsViewSchema = z.object({
  settings: connectionSettingsSchema,
  /** Settings that an environment variable decides, by path ("servers.redis.url") and variable; they cannot be changed here. */
  overrides: z.array(z.object({ path: z.string(), variable: z.string() })),
  /** Servers for which a password or token is kept. */
  credentials: z.object({ postgresql: z.boolean(), redis: z.boolean(), influxdb: z.boolean() }),
  configFile: z.string(),
  /** Where passwords are kept. */
  vault: z.enum(['keychain', 'file']),
  /** What is set differs from what runs. */
  restartNeeded: z.boolean(),
  servers: z.array(serverStatusSchema),
  desk: deskViewSchema.nullable(),
  retention: z.array(retentionViewSchema),
});
export type ConnectionsView = z.output<typeof connectionsViewSchema>;

/** One bar of a ticker's history, dollars; time is its start. */
export const barSchema = z.object({
  time: z.number(),
  open: z.number().nullable(),
  high: z.number().nullable(),
  low: z.number().nullable(),
  close: z.number(),
  volume: z.number().nullable(),
});
export type Bar = z.output<typeof barSchema>;

export const HISTORY_RANGES = ['5d', '30d', '2y'] as const;
/** Minute bars of the last days thinned to at most 600, or daily bars; oldest first. */
export const historyViewSchema = z.object({
  every: z.enum(['minute', 'day']),
  bars: z.array(barSchema),
  /** Where it was read from: "SQLite", "InfluxDB". */
  source: z.string(),
});
export type HistoryView = z.output<typeof historyViewSchema>;
