import { operations } from '../../../src-core/contract/operations.ts';
import { streams } from '../../../src-core/contract/streams.ts';
import type { SeededRandom } from '../../../src-main/market-data/random.ts';
import { INPUTS } from '../operation-inputs.ts';
import { mutated, oddValue, type Travel } from './mutate.ts';

const OPERATIONS = Object.keys(operations);
const STREAMS = Object.keys(streams);
/** Ids are drawn from a few, so that calls meet calls, and credits meet subscriptions. */
const IDS = 200;

/** One message as a client might send it, or should not: valid, mutated, or nothing of the kind. */
export function fuzzMessage(random: SeededRandom, travel: Travel, leftOut: readonly string[]): unknown {
  const kind = random.uniform();
  if (kind < 0.02) return oddValue(random, travel);
  const message = plainMessage(random, leftOut);
  if (kind < 0.25) return message;
  return mutated(message, random, travel);
}

function plainMessage(random: SeededRandom, leftOut: readonly string[]): Readonly<Record<string, unknown>> {
  const id = Math.floor(random.uniform() * IDS);
  const kind = random.uniform();
  if (kind < 0.7) {
    const operation = pick(OPERATIONS, random);
    if (leftOut.includes(operation)) return { type: 'cancel', id };
    return { type: 'call', id, operation, input: structuredClone(Reflect.get(INPUTS, operation)) };
  }
  if (kind < 0.8) return { type: 'subscribe', id, stream: pick(STREAMS, random), input: pick([{}, { underlying: 'SPY' }, { ticker: 'VIX' }, { detector: null }], random) };
  if (kind < 0.87) return { type: 'unsubscribe', id };
  if (kind < 0.95) return { type: 'credit', id };
  return { type: 'cancel', id };
}

function pick<T>(items: readonly T[], random: SeededRandom): T {
  const item = items[Math.floor(random.uniform() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
