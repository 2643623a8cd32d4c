import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Versions of Debian's packages, the oldest that the program takes first. */
const VERSIONS = [14, 15, 16, 17];

/** An older PostgreSQL than the tests' own that is installed here, or null. */
export function installedPostgres(): { readonly version: number; readonly binaries: string } | null {
  for (const version of VERSIONS) {
    const binaries = `/usr/lib/postgresql/${version}/bin`;
    if (existsSync(join(binaries, 'initdb')) && existsSync(join(binaries, 'postgres'))) return { version, binaries };
  }
  return null;
}

export interface InstalledServer {
  readonly binaries: string;
  /** An empty directory of its own. */
  readonly directory: string;
  readonly port: number;
  readonly password: string;
  readonly initdbFlags: readonly string[];
  readonly postgresFlags: readonly string[];
}

/** Makes a cluster and starts its server, which may not answer yet. As root it runs as the user "postgres", whom it wants so. */
export async function startInstalled({ binaries, directory, port, password, initdbFlags, postgresFlags }: InstalledServer): Promise<{ stop(): Promise<void> }> {
  const owner = process.getuid?.() === 0 ? ownerIds() : null;
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, `${password}\n`);
  if (owner !== null) for (const path of [directory, passwordFile]) await chown(path, owner.uid, owner.gid);
  const as = owner ?? {};
  const env = { ...process.env, LC_ALL: 'C' };
  await promisify(execFile)(join(binaries, 'initdb'), [`--pgdata=${data}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`, ...initdbFlags], { ...as, env, cwd: directory });
  const child = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...postgresFlags], { ...as, env, cwd: directory, stdio: 'ignore' });
  const killed = (): boolean => child.kill('SIGQUIT');
  process.once('exit', killed);
  return {
    async stop() {
      process.off('exit', killed);
      await ended(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // Ends what is connected, and does not wait for it.
  child.kill('SIGINT');
  await exited;
}

function ownerIds(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
