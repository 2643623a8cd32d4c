import { beforeEach, expect, test } from 'vitest';
import { PumpHolds } from '../../../src-main/composition/pump-holds.ts';

let pump: { paused: boolean; pause: () => Promise<void>; resume: () => void };
beforeEach(() => {
  pump = {
    paused: true,
    pause: async () => void (pump.paused = true),
    resume: () => (pump.paused = false),
  };
});

test('a session goes on once the last reason to stand is over', () => {
  const holds = new PumpHolds(pump, true, ['ban']);
  expect(pump.paused).toBe(true);
  holds.hold('sleep');
  holds.release('ban');
  expect(pump.paused).toBe(true);
  holds.release('sleep');
  expect(pump.paused).toBe(false);
  holds.release('sleep');
  holds.hold('sleep');
  expect(pump.paused).toBe(true);
});

test('one that a person paused stays so', () => {
  const holds = new PumpHolds(pump, true, []);
  void pump.pause();
  holds.hold('sleep');
  holds.release('sleep');
  expect(pump.paused).toBe(true);
});

test('one that is not to begin by itself does not', () => {
  const holds = new PumpHolds(pump, false, ['ban']);
  holds.release('ban');
  expect(pump.paused).toBe(true);
});
