import { parentPort } from 'node:worker_threads';
import { FeedRefused } from '../csv-table.ts';
import { loadRecording, type Recording } from '../recording.ts';
import { readChainIn } from './recorded-chain.ts';
import { RecordingSurvey } from './recording-survey.ts';
import { keepWithin, RunningRecording } from './recordings-folder.ts';
import type { Answer, NumberedAnswer, NumberedRequest, Request } from './worker-protocol.ts';

// The thread that packs what was seen into files, and unpacks it: neither ever delays a quote.
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

let running: { readonly recording: RunningRecording; readonly root: string; readonly maximumBytes: number } | null = null;
const survey = new RecordingSurvey();
/** One request at a time, in the order in which they came. */
let working: Promise<void> = Promise.resolve();

port.on('message', (message: NumberedRequest | 'close') => {
  working = working.then(async () => {
    if (message === 'close') return port.close();
    const { id, request } = message;
    const answer = await answered(request);
    const numbered: NumberedAnswer = { id, answer };
    port.postMessage(numbered, transferredOf(answer));
  });
});

async function answered(request: Request): Promise<Answer> {
  try {
    return await work(request);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message, refused: error instanceof FeedRefused ? { file: error.file, reason: error.reason } : null };
  }
}

async function work(request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'begin': {
      const { root, name, about, maximumBytes } = request;
      const recording = new RunningRecording(root, name, about);
      running = { recording, root, maximumBytes };
      return { kind: 'begun', folder: recording.folder, to: recording.about.to, removed: keepWithin(root, maximumBytes, recording.folder) };
    }
    case 'write': {
      const { recording, root, maximumBytes } = begun();
      recording.write(request.segment, request.end);
      const { quotes, ticks } = request.segment;
      return { kind: 'written', removed: keepWithin(root, maximumBytes, recording.folder), spent: { quotes, ticks } };
    }
    case 'end':
      begun().recording.end(request.end);
      return { kind: 'ended' };
    case 'load':
      return { kind: 'loaded', recording: await loadRecording(request.path, request.date ?? undefined) };
    case 'survey':
      return { kind: 'surveyed', days: await survey.days(request.path) };
    case 'chain':
      return { kind: 'chain', chain: await readChainIn(request.root, request.query) };
  }
}

function begun(): NonNullable<typeof running> {
  if (running === null) throw new Error('no recording was begun');
  return running;
}

/** Memory that goes with an answer and is not copied. */
function transferredOf(answer: Answer): readonly ArrayBuffer[] {
  switch (answer.kind) {
    case 'written':
      return [answer.spent.quotes.buffer, answer.spent.ticks.buffer];
    case 'loaded':
      return buffersOf(answer.recording);
    default:
      return [];
  }
}

function buffersOf({ quotes, ticks }: Recording): readonly ArrayBuffer[] {
  const buffers = [...Object.values(quotes), ...Object.values(ticks)].map(({ buffer }) => buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
