import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { Ending } from '../../../src-main/shell/browser/ending.ts';

let obstacle: string | null;
let ended: number;
let ending: Ending;
beforeEach(() => {
  vi.useFakeTimers();
  obstacle = null;
  ended = 0;
  ending = new Ending({ obstacle: () => obstacle, end: () => (ended += 1), moment: 100 });
});
afterEach(() => void vi.useRealTimers());

it('ends once who asked was answered', () => {
  ending.quit(false);
  vi.advanceTimersByTime(99);
  expect(ended).toBe(0);
  vi.advanceTimersByTime(1);
  expect(ended).toBe(1);
});

it('names what stands in the way instead, unless it is to end anyway', () => {
  obstacle = '2 orders are working.';
  expect(() => ending.quit(false)).toThrow(new ContractFailure({ code: 'conflict', message: obstacle }));
  expect(ending.ask(false)).toBe(obstacle);
  vi.advanceTimersByTime(1_000);
  expect(ended).toBe(0);
  expect(ending.ask(true)).toBeNull();
  vi.advanceTimersByTime(100);
  expect(ended).toBe(1);
});
