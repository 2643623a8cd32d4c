import { parentPort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { EpochMs } from '../../../../src-core/time.ts';
import { damageIn, FailedRequest, TimeSeriesDatabase } from './time-series-database.ts';
import type { Answer, Failure, NumberedAnswer, NumberedRequest, Request, SetAside } from './worker-protocol.ts';

// The thread that owns timeseries.sqlite: apart from the books' one, so that a long read or a clean-up never delays them.
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

type WorkRequest = Exclude<Request, { kind: 'open' }>;

let database: TimeSeriesDatabase | null = null;
let newlySetAside: SetAside | null = null;

port.on('message', ({ id, request, now }: NumberedRequest) => {
  const { answer, setAside } = answered(request, now);
  const numbered: NumberedAnswer = { id, answer, setAside };
  port.postMessage(numbered);
  if (request.kind === 'close') port.close();
});

function answered(request: Request, now: EpochMs): Omit<NumberedAnswer, 'id'> {
  try {
    if (request.kind !== 'open') return { answer: answeredOrBegunAnew(request, now), setAside: takeSetAside() };
    const { opened, setAside } = TimeSeriesDatabase.open(request.file, now);
    database = opened;
    return { answer: { kind: 'done' }, setAside };
  } catch (error) {
    return { answer: { kind: 'failed', failure: failureOf(error) }, setAside: takeSetAside() };
  }
}

function takeSetAside(): SetAside | null {
  const taken = newlySetAside;
  newlySetAside = null;
  return taken;
}

/** Time series are not the books: a damaged file gives way to an empty one. */
function answeredOrBegunAnew(request: WorkRequest, now: EpochMs): Answer {
  try {
    return work(request);
  } catch (error) {
    const damage = damageIn(error);
    if (damage === null || database === null || request.kind === 'close') throw error;
    newlySetAside = database.beginAnew(damage, now);
    return work(request);
  }
}

function work(request: WorkRequest): Answer {
  switch (request.kind) {
    case 'write':
      open().write(request.points);
      return { kind: 'done' };
    case 'bars':
      return { kind: 'bars', bars: open().bars(request.ticker, request.every, request.from, request.to) };
    case 'correlations':
      return { kind: 'correlations', values: open().correlations(request.pair, request.from, request.to) };
    case 'aggregate':
      return { kind: 'count', count: open().aggregate(request.before) ? 1 : 0 };
    case 'prune':
      return { kind: 'count', count: open().prune(request.of, request.before, request.most) };
    case 'close':
      database?.close();
      database = null;
      return { kind: 'done' };
  }
}

function open(): TimeSeriesDatabase {
  if (database === null) throw new Error('the time series are not open');
  return database;
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailedRequest) return error.failure;
  if (error instanceof Database.SqliteError) {
    if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(error.code)) return { kind: 'not_writable', reason: error.message };
    return { kind: 'other', message: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  return /^(EACCES|EPERM|EROFS)\b/.test(message) ? { kind: 'not_writable', reason: message } : { kind: 'other', message };
}
