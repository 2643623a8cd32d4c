import type { ChainableCommander } from 'ioredis';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { Outgoing } from './outgoing-keys.ts';

export type Reply = readonly [error: Error | null, result: unknown];

/** What the server made of a key: 'lost' where it was to live on and is not there. */
export type Answer = 'taken' | 'lost' | Error;

/** Says it, and answers in how many commands. A hash gets its fields and its end at one moment, so none is left without. */
export function writeKey(pipeline: ChainableCommander, outgoing: Outgoing, now: EpochMs): number {
  const { key } = outgoing;
  const before = pipeline.length;
  switch (outgoing.kind) {
    case 'removal':
      pipeline.del(key);
      break;
    case 'text':
      if (Number.isFinite(outgoing.ends)) pipeline.set(key, outgoing.text, 'PX', left(outgoing.ends, now));
      else pipeline.set(key, outgoing.text);
      break;
    case 'extension':
      pipeline.pexpire(key, left(outgoing.ends, now));
      break;
    case 'fields':
      pipeline.call('multi');
      if (outgoing.whole) pipeline.del(key);
      if (outgoing.fields.length > 0) pipeline.hset(key, ...outgoing.fields.flat());
      if (Number.isFinite(outgoing.ends)) pipeline.pexpire(key, left(outgoing.ends, now));
      pipeline.call('exec');
      break;
  }
  return pipeline.length - before;
}

export function answerOf(outgoing: Outgoing, replies: readonly Reply[]): Answer {
  for (const [error] of replies) if (error !== null) return error;
  const result = replies.at(-1)?.[1];
  // A transaction's answer holds those of its commands.
  const refused = outgoing.kind === 'fields' && Array.isArray(result) ? result.find((each) => each instanceof Error) : undefined;
  if (refused instanceof Error) return refused;
  return outgoing.kind === 'extension' && result === 0 ? 'lost' : 'taken';
}

/** Whether the server itself said it; else it is not known what became of the command. */
export function isServersAnswer(error: Error): boolean {
  return error.name === 'ReplyError' && !/^(LOADING|MASTERDOWN|BUSY)\b/.test(error.message);
}

function left(ends: EpochMs, now: EpochMs): number {
  return Math.max(1, Math.ceil(ends - now));
}
