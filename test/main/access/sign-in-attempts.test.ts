import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';
import { SignInAttempts } from '../../../src-main/access/sign-in-attempts.ts';

const FREE = 3;

function attemptsAt(now = 1_000_000) {
  const attempts = new SignInAttempts(() => FREE);
  const begin = (name: string, device: string) => {
    const verdict = attempts.begin(name, device, state.now);
    if (verdict.kind !== 'allowed') throw new Error(`not allowed: ${JSON.stringify(verdict)}`);
    return verdict;
  };
  const state = {
    now,
    attempts,
    begin,
    fail: (name: string, device: string) => begin(name, device).failed(),
    wait: (name: string, device: string) => (attempts.waitUntil(name, device, state.now) ?? state.now) - state.now,
  };
  return state;
}

test('after the free ones each waits twice as long, five minutes at most', () => {
  const world = attemptsAt();
  const waits = Array.from({ length: 13 }, () => {
    world.fail('ada', 'laptop');
    const wait = world.wait('ada', 'laptop');
    world.now += wait;
    return wait / SECOND;
  });
  expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('whoever waits is told until when, and not looked at before', () => {
  const world = attemptsAt();
  for (let wrong = 0; wrong < FREE; wrong += 1) world.fail('ada', 'laptop');
  expect(world.attempts.begin('ada', 'laptop', world.now + SECOND - 1)).toEqual({ kind: 'wait', until: world.now + SECOND });
  expect(world.attempts.begin('ada', 'laptop', world.now + SECOND).kind).toBe('allowed');
});

test('what is tried from elsewhere never delays the owner’s device', () => {
  const world = attemptsAt();
  for (let wrong = 0; wrong < 500; wrong += 1) {
    world.fail('ada', `attacker ${wrong % 50}`);
    world.now += 5 * MINUTE;
  }
  expect(world.attempts.waitUntil('ada', 'laptop', world.now)).toBeNull();
  expect(world.attempts.waitUntil(null, 'laptop', world.now)).toBeNull();
});

test('a device that tries many names waits for all of them, with a right password of its own in between too', () => {
  const world = attemptsAt();
  for (let name = 0; name < FREE * 4; name += 1) {
    world.fail(`name ${name}`, 'sprayer');
    world.now += world.wait('mallory', 'sprayer');
    world.begin('mallory', 'sprayer').succeeded();
  }
  world.fail('name 99', 'sprayer');
  expect(world.wait('never tried', 'sprayer')).toBe(2 * SECOND);
  expect(world.attempts.waitUntil('never tried', 'laptop', world.now)).toBeNull();
});

test('a right one begins the count anew; many at once count from their beginning', () => {
  const world = attemptsAt();
  world.fail('ada', 'laptop');
  world.fail('ada', 'laptop');
  world.begin('ada', 'laptop').succeeded();
  world.fail('ada', 'laptop');
  world.fail('ada', 'laptop');
  expect(world.wait('ada', 'laptop')).toBe(0);
  const last = world.begin('ada', 'laptop');
  expect(world.attempts.begin('ada', 'laptop', world.now).kind).toBe('wait');
  // It was not looked at: as if it had not been given.
  last.withdrawn();
  expect(world.wait('ada', 'laptop')).toBe(0);
});

test('one device has no more than three looked at at once', () => {
  const world = attemptsAt();
  const running = ['a', 'b', 'c'].map((name) => world.begin(name, 'laptop'));
  expect(world.attempts.begin('d', 'laptop', world.now)).toEqual({ kind: 'busy' });
  expect(world.attempts.begin('d', 'other', world.now).kind).toBe('allowed');
  running[0]?.failed();
  running[0]?.failed();
  expect(world.attempts.begin('d', 'laptop', world.now).kind).toBe('allowed');
  expect(world.attempts.begin('e', 'laptop', world.now)).toEqual({ kind: 'busy' });
});

test('a clock that is set back makes nobody wait longer than the longest wait, and an hour forgets', () => {
  const world = attemptsAt(DAY);
  for (let wrong = 0; wrong < FREE; wrong += 1) world.fail('ada', 'laptop');
  world.now = 0;
  expect(world.wait('ada', 'laptop')).toBe(5 * MINUTE);
  world.now = DAY + HOUR + 1;
  world.fail('ada', 'laptop');
  expect(world.wait('ada', 'laptop')).toBe(0);
});

test('no more than ten thousand are remembered, the newest of them', () => {
  const world = attemptsAt();
  for (let each = 0; each <= 10_000; each += 1) world.fail(`name ${each}`, `device ${each}`);
  for (let wrong = 0; wrong < FREE - 1; wrong += 1) world.fail('name 1', 'device 1');
  expect(world.wait('name 1', 'device 1')).toBe(SECOND);
  for (let wrong = 0; wrong < FREE - 1; wrong += 1) world.fail('name 0', 'device 0');
  expect(world.wait('name 0', 'device 0')).toBe(0);
});
