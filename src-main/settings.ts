import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { z } from 'zod';
import { PROFILES } from '../src-core/contract/connections.ts';
import { dateSchema } from '../src-core/contract/schemas.ts';
import type { IsoDate } from '../src-core/time.ts';
import { CONFIG_FILE } from './connections/config-file.ts';
import { deskOf, readSettings, readSettingsSafely } from './connections/read-settings.ts';
import type { RecordingSettings, SettingsInForce } from './connections/settings-in-force.ts';
import type { DeskSettings } from './desk-settings.ts';
import { MARKET_SCENARIOS, type ScenarioName } from './market-data/market-scenario.ts';
import { HelpRequest, StartFailure } from './start-failure.ts';

/** What a start was asked for, checked; the same for every shell. null means not given. */
export interface Settings {
  /** Exists and can be written. */
  readonly dataDir: string;
  /** What the config file, the environment and the flags say of the desk and its servers. */
  readonly connections: SettingsInForce;
  /** Whether sessions are recorded; of a session that plays a recording nothing is. */
  readonly recordings: RecordingSettings;
  /** null for the local profile. Of passwords it has those of the environment; resolveCredentials adds those that are kept. */
  readonly desk: DeskSettings | null;
  /** null: as the account has it, simulated unless it is one at a broker. */
  readonly feed: FeedChoice | null;
  readonly seed: number | null;
  /** HH:MM in New York. */
  readonly start: string | null;
  /** Times real time, 0.1 to 1000, or as fast as it goes. */
  readonly speed: number | 'max' | null;
  readonly date: IsoDate | null;
  /** Annual, continuously compounded, 0.04 for 4 %; what forwards and discounting fall back on. */
  readonly rate: number;
  /** What volatilities and Greeks are solved on. */
  readonly clock: 'variance' | 'flat';
  /** Go on from the newest sound backup where the database is damaged. */
  readonly restoreBackup: boolean;
  readonly browser: boolean;
  /** 0 for any free one. */
  readonly port: number | null;
  readonly open: boolean;
  /** Shows the browser's page as a window of its own, in an installed Chromium, Chrome or Edge. */
  readonly appWindow: boolean;
  /** Ends the browser shell that runs on the data directory, instead of starting one; null where that is not asked for. */
  readonly stop: 'unless_obstacles' | 'anyway' | null;
  /** Start with nothing that could keep it from starting: docs/safe-mode.md. */
  readonly safeMode: boolean;
}

export interface HeadlessSettings extends Settings {
  readonly feed: DrivenFeed;
  readonly json: boolean;
  /** A plan's path; null for the default plan. */
  readonly plan: string | null;
  /** False for `--plan none`. */
  readonly trade: boolean;
  /** HH:MM in New York. */
  readonly end: string | null;
  /** False where `dataDir` was made for this run alone, and nothing in it is needed afterwards. */
  readonly keepData: boolean;
  /** null for one session that is traded. */
  readonly study: StudySettings | null;
}

/** Many sessions, run for their signals. */
export interface StudySettings {
  /** How many at most; null for every recorded one there is, or 100 simulated ones. */
  readonly sessions: number | null;
  readonly scenario: ScenarioName;
}

/** Which market a session is of. */
export type FeedChoice = DrivenFeed | { readonly kind: 'ibkr' };
/** A market that the session's own clock drives. */
export type DrivenFeed = { readonly kind: 'simulated' } | { readonly kind: 'replay'; readonly path: string };

const DEFAULT_RATE = 0.04;

type Environment = Readonly<Record<string, string | undefined>>;

const sessionOptions = {
  'data-dir': { type: 'string' },
  config: { type: 'string' },
  profile: { type: 'string' },
  feed: { type: 'string' },
  seed: { type: 'string' },
  start: { type: 'string' },
  speed: { type: 'string' },
  date: { type: 'string' },
  rate: { type: 'string' },
  clock: { type: 'string' },
  'restore-backup': { type: 'boolean' },
  'safe-mode': { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

const windowOptions = {
  ...sessionOptions,
  browser: { type: 'boolean' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  'app-window': { type: 'boolean' },
  stop: { type: 'boolean' },
  'stop-anyway': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

// A window's flags are taken too, so that one set of flags starts every way; here they change nothing.
const headlessOptions = {
  ...windowOptions,
  json: { type: 'boolean' },
  plan: { type: 'string' },
  end: { type: 'string' },
  record: { type: 'boolean' },
  signals: { type: 'boolean' },
  sessions: { type: 'string' },
  scenario: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

const sessionUsage = `  --data-dir DIR                  where everything is kept
  --profile local|desk            on this machine alone (the default), or on servers that workstations share
  --config FILE                   the profile, the servers and the account (default: config.json in the data directory)
  --feed simulated|ibkr|replay:PATH
                                  the market to trade on (default: Interactive Brokers’ for an account there, otherwise
                                  simulated; the gateway is set up in the Connections panel or the config file)
  --seed N                        what the simulated market and the paper broker draw from
  --start HH:MM                   New York time to start the session at
  --speed X|max                   times real time, 0.1 to 1000, or as fast as it goes
  --date YYYY-MM-DD               the session's date
  --rate R                        annual interest rate, 0.04 for 4 % (the default)
  --clock variance|flat           how volatilities count the time to expiry: by the variance expected in each
                                  minute (the default), or every minute alike
  --safe-mode                     start with nothing that could keep it from starting: on this machine alone whatever the
                                  config file says, the session paused, no automatic execution, no recording, the
                                  default layout and settings, no graphics acceleration (docs/safe-mode.md)
  --restore-backup                where the database is damaged, go on from its newest backup
  --help                          this text`;

const windowUsage = `Usage: npm start -- [flags]

  --browser                       serve the terminal to a browser instead of opening the desktop app
  --port N                        port on 127.0.0.1 for the browser (default: 4785, or any free one)
  --no-open                       print the link without opening the browser
  --app-window                    open it as a window of its own in an installed Chromium, Chrome, Brave or Edge; the
                                  program ends with its last window
  --stop, --stop-anyway           end the browser shell that runs on the data directory: unless orders are working or
                                  the like, or whatever stands in the way
${sessionUsage}`;

const headlessUsage = `Usage: npm run headless -- [flags]

  --plan FILE|none                what to trade (default: the built-in plan)
  --end HH:MM                     New York time to stop at
  --json                          report as JSON
  --record                        keep what the market said, as a session with a window does (docs/replay-format.md)
  --browser, --port N, --no-open  taken and without effect: there is no window

  --signals                       a study instead of a session: run many sessions, place no orders, keep nothing, and
                                  tell what each type of signal came to; with these and --seed, --date, --rate, --clock
  --sessions N                    how many, one after another from --date on (default: 100 from 2025-03-03); with
                                  --feed replay:PATH every session recorded in that folder, N at most
  --scenario NAME                 the simulated market: usual (the default), fair, reverting-break or rich-variance
                                  The report is the same in every run of the same flags; how long it took is said on
                                  the standard error.

${sessionUsage}`;

/** A decimal number in plain digits, as a flag gives it. */
const numberSchema = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);
const seedSchema = numberSchema.pipe(z.int().max(0xffff_ffff));
const rateSchema = numberSchema.pipe(z.number().max(0.5));
const profileSchema = z.enum(PROFILES);
const clockSchema = z.enum(['variance', 'flat']);
const sessionsSchema = numberSchema.pipe(z.int().min(1).max(10_000));
const scenarioSchema = z.enum(MARKET_SCENARIOS);
const portSchema = numberSchema.pipe(z.int().max(65_535));
const speedSchema = z.union([z.literal('max'), numberSchema.pipe(z.number().min(0.1).max(1_000))]);
const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Reads the flags of a start with a window. Throws StartFailure, or HelpRequest for --help. */
export function parseSettings(argv: readonly string[], env: Environment): Settings {
  const values = readFlags(argv, windowOptions, windowUsage);
  const flags = {
    ...readSession(values),
    browser: values.browser ?? false,
    port: read('port', values.port, portSchema, 'a whole number from 0 (any free port) to 65535'),
    open: !(values['no-open'] ?? false),
    appWindow: values['app-window'] ?? false,
    stop: readStop(values),
  };
  const dataDir = writableDirectory(values['data-dir'] ?? defaultDataDir(process.platform, env, homedir()));
  return { ...flags, dataDir, ...readConnections(values, dataDir, env) };
}

/** Reads the flags of a run without a window. Without --data-dir it makes a temporary directory. Throws as parseSettings. */
export function parseHeadlessSettings(argv: readonly string[], env: Environment): HeadlessSettings {
  const values = readFlags(argv, headlessOptions, headlessUsage);
  const session = readSession(values);
  const end = read('end', values.end, timeOfDaySchema, 'a New York time HH:MM');
  if (end !== null && session.start !== null && end <= session.start) {
    throw new StartFailure(`--end "${end}": expected a time after --start ${session.start}`);
  }
  const trade = values.plan !== 'none';
  const flags = {
    ...session,
    feed: drivenFeed(session.feed),
    browser: false,
    port: null,
    open: false,
    appWindow: false,
    stop: null,
    json: values.json ?? false,
    plan: trade && values.plan !== undefined ? existingPath('plan', values.plan, 'a plan file, or none') : null,
    trade,
    end,
    study: readStudy(values, drivenFeed(session.feed)),
  };
  const given = values['data-dir'];
  const dataDir = given === undefined ? mkdtempSync(join(env['TMPDIR'] ?? tmpdir(), 'smart-0dte-')) : writableDirectory(given);
  try {
    const connections = readConnections(values, dataDir, env);
    // What a desk's servers do not have yet is in the directory.
    const recordings = { ...connections.recordings, enabled: values.record ?? false };
    return { ...flags, dataDir, ...connections, recordings, keepData: given !== undefined || connections.desk !== null };
  } catch (error) {
    if (given === undefined) rmdirSync(dataDir);
    throw error;
  }
}

/** Where an installed program keeps its data on each system. */
export function defaultDataDir(platform: NodeJS.Platform, env: Environment, home: string): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Smart 0DTE');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Smart 0DTE');
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'smart-0dte');
}

function readFlags<Options extends ParseArgsOptionsConfig>(argv: readonly string[], options: Options, usage: string) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new StartFailure(`${reason}; expected ${flagNames(options)}`, { cause: error });
  }
  const [stray] = parsed.positionals;
  if (stray !== undefined) throw new StartFailure(`"${stray}" is not a flag; expected ${flagNames(options)}`);
  if (argv.includes('--help')) throw new HelpRequest(usage);
  return parsed.values;
}

function flagNames(options: ParseArgsOptionsConfig): string {
  return Object.keys(options)
    .map((name) => `--${name}`)
    .join(', ');
}

function readStop(values: { readonly stop?: boolean | undefined; readonly 'stop-anyway'?: boolean | undefined }): Settings['stop'] {
  if (values['stop-anyway'] === true) return 'anyway';
  return values.stop === true ? 'unless_obstacles' : null;
}

interface SessionFlags {
  readonly feed?: string | undefined;
  readonly seed?: string | undefined;
  readonly start?: string | undefined;
  readonly speed?: string | undefined;
  readonly date?: string | undefined;
  readonly rate?: string | undefined;
  readonly clock?: string | undefined;
  readonly 'restore-backup'?: boolean | undefined;
  readonly 'safe-mode'?: boolean | undefined;
}

function readSession(values: SessionFlags): Pick<Settings, 'feed' | 'seed' | 'start' | 'speed' | 'date' | 'rate' | 'clock' | 'restoreBackup' | 'safeMode'> {
  return {
    feed: values.feed === undefined ? null : readFeed(values.feed),
    seed: read('seed', values.seed, seedSchema, 'a whole number from 0 to 4294967295'),
    start: read('start', values.start, timeOfDaySchema, 'a New York time HH:MM'),
    speed: read('speed', values.speed, speedSchema, 'a number from 0.1 to 1000, or max'),
    date: read('date', values.date, dateSchema, 'a date YYYY-MM-DD'),
    rate: read('rate', values.rate, rateSchema, 'a number from 0 to 0.5, 0.04 for 4 %') ?? DEFAULT_RATE,
    clock: read('clock', values.clock, clockSchema, 'variance or flat') ?? 'variance',
    restoreBackup: values['restore-backup'] ?? false,
    safeMode: values['safe-mode'] ?? false,
  };
}

interface StudyFlags extends SessionFlags {
  readonly signals?: boolean | undefined;
  readonly sessions?: string | undefined;
  readonly scenario?: string | undefined;
  readonly plan?: string | undefined;
  readonly record?: boolean | undefined;
  readonly end?: string | undefined;
  readonly profile?: string | undefined;
}

/** What a study has no use for, and why. */
const NOT_IN_A_STUDY = {
  plan: 'a study places no orders',
  start: 'a study runs whole sessions',
  end: 'a study runs whole sessions',
  speed: 'a study goes as fast as it can',
  profile: 'a study keeps nothing, on no server',
  'restore-backup': 'a study keeps nothing',
  record: 'a study keeps nothing',
} as const satisfies Partial<Record<keyof StudyFlags, string>>;

function readStudy(values: StudyFlags, feed: DrivenFeed): StudySettings | null {
  const scenario = read('scenario', values.scenario, scenarioSchema, MARKET_SCENARIOS.join(', '));
  const sessions = read('sessions', values.sessions, sessionsSchema, 'a whole number from 1 to 10000');
  if (!(values.signals ?? false)) {
    const [flag] = (['sessions', 'scenario'] as const).filter((name) => values[name] !== undefined);
    if (flag !== undefined) throw new StartFailure(`--${flag} "${values[flag]}": is of a study; expected --signals with it`);
    return null;
  }
  for (const [flag, reason] of Object.entries(NOT_IN_A_STUDY)) {
    const value = values[flag as keyof typeof NOT_IN_A_STUDY];
    const isSame = (flag === 'plan' && value === 'none') || (flag === 'profile' && value === 'local');
    if (value !== undefined && !isSame) throw new StartFailure(`--${flag} "${value}": ${reason}; expected --signals without it`);
  }
  if (scenario !== null && feed.kind !== 'simulated') {
    throw new StartFailure(`--scenario "${scenario}": is of the simulated market; expected --feed simulated with it`);
  }
  if (scenario !== null && scenario !== 'usual' && values.rate !== undefined && Number(values.rate) !== 0) {
    throw new StartFailure(`--rate "${values.rate}": the ${scenario} market has no interest; expected 0, or --signals without it`);
  }
  return { sessions, scenario: scenario ?? 'usual' };
}

interface ConnectionFlags {
  readonly config?: string | undefined;
  readonly profile?: string | undefined;
  readonly 'safe-mode'?: boolean | undefined;
}

function readConnections({ config, profile, 'safe-mode': isSafe = false }: ConnectionFlags, dataDir: string, environment: Environment): Pick<Settings, 'connections' | 'recordings' | 'desk'> {
  const connections = (isSafe ? readSettingsSafely : readSettings)({
    configFile: config === undefined ? join(dataDir, CONFIG_FILE) : isSafe ? resolve(config) : existingPath('config', config, 'a config file in JSON'),
    environment,
    profile: read('profile', profile, profileSchema, 'local or desk'),
    hostname: hostname(),
  });
  return { connections, recordings: connections.recordings, desk: deskOf(connections) };
}

function read<T>(flag: string, text: string | undefined, schema: z.ZodType<T>, accepted: string): T | null {
  if (text === undefined) return null;
  const parsed = schema.safeParse(text);
  if (!parsed.success) throw new StartFailure(`--${flag} "${text}": expected ${accepted}`);
  return parsed.data;
}

function drivenFeed(feed: FeedChoice | null): DrivenFeed {
  if (feed?.kind === 'ibkr') throw new StartFailure('--feed "ibkr": a live market needs a terminal that stays; expected simulated, or replay:PATH, for a run without a window');
  return feed ?? { kind: 'simulated' };
}

function readFeed(text: string): FeedChoice {
  if (text === 'simulated' || text === 'ibkr') return { kind: text };
  const path = text.startsWith('replay:') ? text.slice('replay:'.length) : '';
  if (path === '') throw new StartFailure(`--feed "${text}": expected simulated, ibkr, or replay:PATH with the path of a recording`);
  return { kind: 'replay', path: existingPath('feed', path, 'the path of a recording after replay:') };
}

function existingPath(flag: string, path: string, accepted: string): string {
  const full = resolve(path);
  if (!existsSync(full)) throw new StartFailure(`--${flag} "${path}": there is no such file; expected ${accepted}`);
  return full;
}

/** One folder at a time: Node's recursive form never ends in a file system that takes none, such as /proc. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Makes the directory where it is missing, for this user alone. */
function writableDirectory(path: string): string {
  const full = resolve(path);
  try {
    makeDirectory(full);
    if (!statSync(full).isDirectory()) throw new Error('it is not a directory');
    accessSync(full, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(`--data-dir "${path}": cannot be written (${reason}); expected a directory this user may write to`, { cause: error });
  }
  return full;
}
