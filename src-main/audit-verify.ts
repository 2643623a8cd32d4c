import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type VerifiedWorkstation, verifyWorkstation } from './audit/verify-workstation.ts';
import { CONFIG_FILE } from './connections/config-file.ts';
import { resolveCredentials } from './connections/credentials.ts';
import { createFileVault } from './connections/file-vault.ts';
import { deskOf, readSettings } from './connections/read-settings.ts';
import { programFiles } from './program-files.ts';
import { defaultDataDir } from './settings.ts';
import { HelpRequest, reportStart, StartFailure } from './start-failure.ts';
import { DESK_DATABASE, LOCAL_DATABASE } from './stores/relational/sqlite/local-store.ts';

const USAGE = `Usage: npm run audit:verify -- [flags]

Walks along the whole audit and names each entry that was changed, is missing, or is at another's place. The terminal
may run meanwhile. Ends with 0 where the record is whole, 1 where it is not, 2 where it cannot be read.

  --data-dir DIR        where everything is kept
  --server              the desk's database as well, with the entries of every workstation
  --json                report as JSON
  --help                this text`;

const options = {
  'data-dir': { type: 'string' },
  server: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function readFlags(argv: readonly string[]): { readonly dataDir: string; readonly server: boolean; readonly json: boolean } {
  let values;
  try {
    values = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new StartFailure(`${reason}; expected --data-dir, --server, --json or --help`, { cause: error });
  }
  if (values.help === true) throw new HelpRequest(USAGE);
  const given = values['data-dir'];
  return {
    dataDir: given === undefined ? defaultDataDir(process.platform, process.env, homedir()) : resolve(given),
    server: values.server ?? false,
    json: values.json ?? false,
  };
}

async function verify(dataDir: string, withServer: boolean): Promise<VerifiedWorkstation> {
  const settings = readSettings({ configFile: join(dataDir, CONFIG_FILE), environment: process.env, profile: null, hostname: hostname() });
  const desk = deskOf(settings);
  if (withServer && desk === null) throw new StartFailure(`--server: ${dataDir} is of the local profile, which has no server; expected a desk’s, as its config file or SMART_0DTE_PROFILE says`);
  const vault = createFileVault(dataDir);
  const server = withServer && desk !== null ? (await resolveCredentials(desk, vault)).postgresql : null;
  return verifyWorkstation({ dataDir, database: desk === null ? LOCAL_DATABASE : DESK_DATABASE, sqliteWorker: programFiles().sqliteWorker, vault, server });
}

/** A line for each chain, and one for each problem. */
function linesOf({ entries, unchained, chains, problems, milliseconds }: VerifiedWorkstation['found']): readonly string[] {
  return [
    ...chains.map(({ chain, entries: count, first, last, seals }) => `chain ${chain}: ${count} entries, ${first} to ${last}; seals ${seals === 'checked' ? 'checked' : 'of another key'}`),
    ...(unchained === 0 ? [] : [`${unchained} entries in no chain, from before there was one`]),
    ...problems.map(({ kind, text }) => `${kind}: ${text}`),
    `${entries} entries in ${(milliseconds / 1_000).toFixed(1)} s: ${problems.length === 0 ? 'whole' : `NOT WHOLE, ${problems.length} problems`}`,
  ];
}

try {
  const { dataDir, server, json } = readFlags(process.argv.slice(2));
  const { found, notes } = await verify(dataDir, server);
  for (const note of notes) process.stderr.write(`${note}\n`);
  process.stdout.write(json ? `${JSON.stringify(found)}\n` : `${linesOf(found).join('\n')}\n`);
  process.exitCode = found.problems.length === 0 ? 0 : 1;
} catch (reason) {
  const code = reportStart(reason, process.stdout, process.stderr);
  // 1 is for a record that was read and is not whole.
  process.exit(reason instanceof HelpRequest ? code : 2);
}
