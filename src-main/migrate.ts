import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatMoney, money } from '../src-core/money.ts';
import type { Clock } from '../src-core/time.ts';
import { programFiles } from './program-files.ts';
import { defaultDataDir } from './settings.ts';
import { HelpRequest, reportStart, StartFailure } from './start-failure.ts';
import { moveToDesk, type MoveReport } from './stores/relational/desk/migration.ts';
import { readMigrations } from './stores/relational/migrations.ts';
import { parseAddress } from './stores/relational/postgres/server-address.ts';
import { LOCAL_DATABASE as DATABASE, openInDirectory } from './stores/relational/sqlite/local-store.ts';
import { realClock } from './real-clock.ts';

const USAGE = `Usage: npm run migrate -- --from local --to postgres://user@host:5432/database [flags]

Copies the history of a local profile into a desk's PostgreSQL, and compares the two. A second run changes nothing.

  --from local|DIR      the data directory of the local profile (local: where it is by default)
  --to URL              the desk's database; its password is read from SMART_0DTE_POSTGRES_PASSWORD, or from the URL
  --owner NAME          whose account it becomes (default: desk)
  --account NUMBER      the account's number in the desk (default: the one it has)
  --json                report as JSON
  --help                this text`;

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  owner: { type: 'string' },
  account: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

interface Flags {
  readonly directory: string;
  readonly url: string;
  readonly owner: string;
  readonly number: string | null;
  readonly json: boolean;
}

function readFlags(argv: readonly string[]): Flags {
  let values;
  try {
    values = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new StartFailure(`${reason}; expected --from, --to, --owner, --account, --json or --help`, { cause: error });
  }
  if (values.help === true) throw new HelpRequest(USAGE);
  if (values.to === undefined) throw new StartFailure('--to is missing; expected --to postgres://user@host:5432/database');
  const from = values.from ?? 'local';
  return {
    directory: from === 'local' ? defaultDataDir(process.platform, process.env, homedir()) : resolve(from),
    url: values.to,
    owner: named('owner', values.owner ?? 'desk'),
    number: values.account === undefined ? null : named('account', values.account),
    json: values.json ?? false,
  };
}

function named(flag: string, text: string): string {
  if (text.length === 0 || text.length > 50 || text.includes('/')) throw new StartFailure(`--${flag} "${text}": expected 1 to 50 characters, without "/"`);
  return text;
}

async function run({ directory, url, owner, number, json }: Flags): Promise<number> {
  const address = parseAddress(url, process.env['SMART_0DTE_POSTGRES_PASSWORD'] ?? null);
  const file = join(directory, DATABASE);
  if (!existsSync(file)) throw new StartFailure(`--from: there is no ${DATABASE} in ${directory}; expected local, or the data directory of a local profile`);
  const clock: Clock = realClock;
  const { migrations, sqliteWorker } = programFiles();
  const { store } = await openInDirectory({ directory, migrations: migrations.sqlite, sqliteWorker, clock, restoreBackup: false }, DATABASE);
  try {
    const progress = (line: string): boolean => process.stderr.write(`${line}\n`);
    const report = await moveToDesk({ source: store, file, address, migrations: readMigrations(migrations.postgres), owner, number, clock, progress });
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${tableOf(report)}\n`);
    return report.isComplete ? 0 : 1;
  } finally {
    await store.close();
  }
}

function tableOf({ account, tables, sums, isComplete }: MoveReport): string {
  const written = tables.reduce((sum, each) => sum + each.written, 0);
  const lines = [
    ['table', 'local', 'desk', 'written'],
    ...tables.map(({ table, source, server, written: rows }) => [table, String(source), String(server), String(rows)]),
    ['dollars', 'local', 'desk', ''],
    ...sums.map(({ what, source, server }) => [what, formatMoney(money(source), 4), formatMoney(money(server), 4), '']),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const shown = lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd());
  return [...shown, `${account}: ${written} rows added; ${isComplete ? 'both hold the same' : 'THE TWO DIFFER'}`].join('\n');
}

try {
  process.exitCode = await run(readFlags(process.argv.slice(2)));
} catch (reason) {
  process.exit(reportStart(reason, process.stdout, process.stderr));
}
