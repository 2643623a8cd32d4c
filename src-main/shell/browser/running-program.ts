import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { readToken } from './access.ts';
import { answerSchema, ASKED, type Asked, isProof, type Told, toldSchema } from './later-start.ts';
import { isAlive, readRunning, type Running } from './running-file.ts';

/** A program that does not answer for so long is busy ending, or hangs. */
const ANSWERS_WITHIN_MS = 5_000;

/** The browser shell that runs on a data directory, as a later start sees it. */
export interface RunningProgram {
  readonly running: Running;
  /** A new link of it; null where it ended meanwhile. */
  newLink(): Promise<string | null>;
  /** Whether it ends, and why it does not; null where it ended before. */
  stop(anyway: boolean): Promise<{ readonly obstacle: string | null } | null>;
}

/** null where none runs: nothing was written, its process is gone, or another program answers in its place. */
export function runningOn(dataDir: string): RunningProgram | null {
  const running = readRunning(dataDir);
  if (running === null || !isAlive(running)) return null;
  const token = readToken(dataDir);
  const ask = async (asked: Asked): Promise<Told | null> => {
    try {
      return await answerOf(running, token, asked);
    } catch {
      return null;
    }
  };
  return {
    running,
    async newLink() {
      const told = await ask('link');
      // Whoever knew how to prove another address would know the token, and so could be asked anything.
      return told?.kind === 'link' ? told.link : null;
    },
    async stop(anyway) {
      const told = await ask(anyway ? 'stopAnyway' : 'stop');
      return told?.kind === 'stop' ? told : null;
    },
  };
}

/** Throws where nobody answers, or somebody who cannot prove to be the program. */
async function answerOf(running: Running, token: string, asked: Asked): Promise<Told> {
  const body = await post(running, ASKED[asked]);
  const { told, proof } = answerSchema.parse(JSON.parse(body));
  if (!isProof(proof, token, running.key, told)) throw new Error('another program answers');
  return toldSchema.parse(JSON.parse(told));
}

function post({ port, key }: Running, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers: { Authorization: `Bearer ${key}` }, agent: false, signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    sent.on('error', reject);
    sent.on('response', (response) => {
      if (response.statusCode === 200) text(response).then(resolve, reject);
      else sent.destroy(new Error(`answered with ${response.statusCode}`));
    });
    sent.end();
  });
}
