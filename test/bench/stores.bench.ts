import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '../support/postgres-server.ts';
import { postgresAppend, sqliteAppend } from './stores/append-figures.ts';
import { largeFigures } from './stores/large-figures.ts';
import { lineProtocolFigures } from './stores/line-protocol.ts';

const ROWS = 10_000_000;

/**
 * What the stores make of the bare drivers' pace, on databases as durable as the program's own; and what they take to
 * read and to start where `--rows` (ten million) minute bars and as many option-chain rows are kept.
 */
export async function run(flags: readonly string[]): Promise<Record<string, number>> {
  const rows = rowsOf(flags);
  const directory = mkdtempSync(join(tmpdir(), 'bench-stores-'));
  try {
    const appends = await onServer({ fsync: 'on', autovacuum: 'off' }, postgresAppend);
    Object.assign(appends, await sqliteAppend(directory), await lineProtocolFigures());
    // Filling is not what is measured.
    const settings = { wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '8GB', autovacuum: 'off' };
    return { ...appends, ...(await onServer(settings, (server) => largeFigures(server, directory, rows, (text) => console.error(text)))) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function onServer<Result>(settings: Readonly<Record<string, string>>, act: (server: PostgresServer) => Promise<Result>): Promise<Result> {
  const server = await PostgresServer.start({ settings });
  try {
    return await act(server);
  } finally {
    await server.stop();
  }
}

function rowsOf(flags: readonly string[]): number {
  const at = flags.indexOf('--rows');
  if (at === -1) return ROWS;
  const rows = Number(flags[at + 1]);
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`--rows ${flags[at + 1] ?? ''}: expected a whole number of 1 or more`);
  return rows;
}
