import { parentPort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { copyDatabase } from './copy-database.ts';
import { Backups } from './backups.ts';
import { examine } from './examination.ts';
import { FailedRequest } from './failed-request.ts';
import { keptAsBackup, keptAside, restoreBackup } from './restore.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { FileSnapshot } from './file-snapshot.ts';
import type { KeptFormer, NumberedRequest, WorkerAnswer, WorkerFailure, WorkerRequest } from './worker-protocol.ts';

// The one thread that loads SQLite: a slow disk then delays answers, never the market or the window.
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

let connection: SqliteConnection | null = null;
let snapshot: FileSnapshot | null = null;

port.on('message', ({ id, request }: NumberedRequest) => {
  if (request.kind === 'backup') {
    void backUp(request.from, request.to).then((answer) => port.postMessage({ id, answer }));
    return;
  }
  port.postMessage({ id, answer: answered(() => work(request)) });
  if (request.kind === 'close') port.close();
});

function work(request: Exclude<WorkerRequest, { kind: 'backup' }>): WorkerAnswer {
  switch (request.kind) {
    case 'open':
      connection = SqliteConnection.open(request);
      return { kind: 'done' };
    case 'open_snapshot':
      snapshot = new FileSnapshot(request.file);
      return { kind: 'done' };
    case 'read':
      return { kind: 'rows', rows: (snapshot ?? opened()).read(request.statement) };
    case 'commit':
      opened().commit(request.statements);
      return { kind: 'done' };
    case 'append':
      return { kind: 'appended', ids: opened().append(request.table, request.rows, request.after) };
    case 'appended':
      return { kind: 'columns', rows: opened().appended(request.table, request.ids) };
    case 'snapshot':
      return { kind: 'snapshot', results: opened().snapshot(request.statements) };
    case 'examine':
      return { kind: 'examined', examination: examine(request.file) };
    case 'restore':
      return { kind: 'restored', former: restoreBackup(request.file, request.backup, { keepFormer: keeping(request.former, request.file) }) };
    case 'close':
      connection?.close();
      connection = null;
      snapshot?.close();
      snapshot = null;
      return { kind: 'done' };
  }
}

function keeping(former: KeptFormer, file: string): (file: string) => string {
  switch (former.as) {
    case 'nothing':
      return () => '';
    case 'aside':
      return keptAside;
    case 'backup':
      return keptAsBackup(new Backups(file, former.directory, Number.POSITIVE_INFINITY), former.now);
  }
}

async function backUp(from: string, to: string): Promise<WorkerAnswer> {
  try {
    return { kind: 'examined', examination: await copyDatabase(from, to) };
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}

function answered(act: () => WorkerAnswer): WorkerAnswer {
  try {
    return act();
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}

function opened(): SqliteConnection {
  if (connection === null) throw new Error('the database is not open');
  return connection;
}

function failureOf(error: unknown): WorkerFailure {
  if (error instanceof FailedRequest) return error.failure;
  if (error instanceof Database.SqliteError) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return { kind: 'corrupt', damage: error.message };
    if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(error.code)) return { kind: 'not_writable', reason: error.message };
    return { kind: 'other', message: `${error.message} (${error.code})` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return /^(EACCES|EPERM|EROFS)\b/.test(message) ? { kind: 'not_writable', reason: message } : { kind: 'other', message };
}
