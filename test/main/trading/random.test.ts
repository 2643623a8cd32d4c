import { expect, test } from 'vitest';
import { z } from 'zod';
import { deriveUuid } from '../../../src-main/trading/derive-id.ts';
import { hash } from '../../../src-main/trading/hash.ts';
import { random } from '../../../src-main/trading/random.ts';

test('the hash is stable', () => {
  expect(hash('', 0)).toBe(0);
  expect(hash('a', 1)).not.toBe(hash('a', 2));
  expect(hash('ab', 1)).not.toBe(hash('ba', 1));
});

test('draws are even, differ by every argument, and are the same when asked again', () => {
  const bins = new Array<number>(10).fill(0);
  for (let step = 0; step < 50_000; step += 1) {
    const draw = random(1, 1 + (step % 7), step * 250, 'fill');
    const bin = Math.floor(draw * 10);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  for (const count of bins) expect(Math.abs(count - 5_000)).toBeLessThan(300);
  const draws = [random(1, 1, 1, 'a'), random(2, 1, 1, 'a'), random(1, 2, 1, 'a'), random(1, 1, 2, 'a'), random(1, 1, 1, 'b')];
  expect(new Set(draws).size).toBe(5);
  expect(random(1, 1, 1, 'a')).toBe(draws[0]);
});

test('derived ids are UUIDs, one for each name', () => {
  const ids = Array.from({ length: 5_000 }, (_, index) => deriveUuid(`trade:${index}`));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 200)) expect(z.uuid().safeParse(id).success).toBe(true);
  expect(deriveUuid('trade:1')).toBe(ids[1]);
});
