import { homedir, hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { askPassphrase, PASSPHRASE_VARIABLE } from './backups/ask-passphrase.ts';
import { type CommandRequest, COMMANDS, runBackupCommand } from './backups/backup-commands.ts';
import { programFiles } from './program-files.ts';
import { defaultDataDir } from './settings.ts';
import { HelpRequest, reportStart, StartFailure } from './start-failure.ts';
import { realClock } from './real-clock.ts';

const USAGE = `Usage: npm run backup -- COMMAND [flags]

  list                  the backups of the database, newest first
  make                  copies the database, in use or not, and reads the copy through
  verify NAME           reads a backup through; ends with 1 where it is damaged
  restore NAME          puts a backup in the place of the database, which is kept; the terminal must not run
  export FILE|FOLDER    writes what another machine needs into one encrypted file, which "age -d" opens as well
  import FILE           takes an export into an empty data directory

  --data-dir DIR        where everything is kept
  --replace             import into a directory that holds data, and keep that
  --json                report as JSON
  --help                this text

The passphrase is asked for, or read from ${PASSPHRASE_VARIABLE}.`;

const options = {
  'data-dir': { type: 'string' },
  replace: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const WITH_SUBJECT: readonly string[] = ['verify', 'restore', 'export', 'import'];

function readRequest(argv: readonly string[]): CommandRequest & { readonly json: boolean } {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new StartFailure(`${reason}; expected --data-dir, --replace, --json or --help`, { cause: error });
  }
  const { values, positionals } = parsed;
  if (values.help === true) throw new HelpRequest(USAGE);
  const [name, subject, stray] = positionals;
  const command = COMMANDS.find((known) => known === name);
  if (command === undefined) throw new StartFailure(`${name === undefined ? 'no command' : `"${name}" is no command`}; expected ${COMMANDS.join(', ')}`);
  const takes = WITH_SUBJECT.includes(command);
  if (takes && subject === undefined) throw new StartFailure(`${command}: expected ${command === 'verify' || command === 'restore' ? 'the name of a backup' : 'a file'} after it`);
  const extra = takes ? stray : subject;
  if (extra !== undefined) throw new StartFailure(`"${extra}" is not expected after ${command}`);
  if (values.replace === true && command !== 'import') throw new StartFailure(`--replace is of import; expected ${command} without it`);
  const dataDir = values['data-dir'] === undefined ? defaultDataDir(process.platform, process.env, homedir()) : resolve(values['data-dir']);
  return { command, subject: subject ?? null, dataDir, replace: values.replace ?? false, json: values.json ?? false };
}

try {
  const { json, ...request } = readRequest(process.argv.slice(2));
  const { sqliteWorker, archiveWorker } = programFiles();
  const { report, lines, isGood } = await runBackupCommand(request, {
    sqliteWorker,
    archiveWorker,
    clock: realClock,
    hostname: hostname(),
    passphrase: (isNew) => askPassphrase({ environment: process.env, input: process.stdin, output: process.stderr }, isNew),
  });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${lines.join('\n')}\n`);
  process.exitCode = isGood ? 0 : 1;
} catch (reason) {
  process.exit(reportStart(reason, process.stdout, process.stderr));
}
