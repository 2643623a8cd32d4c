import { describe, expect, it } from 'vitest';
import { Presence } from '../../../src-renderer/access/idle.ts';

const SECOND = 1_000;
const settled = (): Promise<void> => Promise.resolve().then(() => undefined);

function watched(fails: () => boolean = () => false) {
  const told: number[] = [];
  let now = 0;
  const presence = new Presence(() => {
    told.push(now / SECOND);
    return fails() ? Promise.reject(new Error('away')) : Promise.resolve();
  }, 0);
  return {
    told,
    /** Lets time go by to `second`, ticking; the person acts at the seconds of `acts`. */
    async until(second: number, acts: readonly number[] = []) {
      for (let at = now / SECOND + 1; at <= second; at += 1) {
        now = at * SECOND;
        if (acts.includes(at)) presence.touched(now);
        presence.tick(now);
        await settled();
      }
    },
    warning: (minutes: number) => presence.warning(now, minutes),
    heard: () => presence.heard(now),
  };
}

describe('Presence', () => {
  it('tells the core at most each half minute, and what happened between with the next', async () => {
    const { told, until } = watched();
    await until(29, [1, 2, 3, 28]);
    expect(told).toEqual([]);
    await until(65, [31, 40]);
    expect(told).toEqual([30, 60]);
  });

  it('says nothing of a person who is not there', async () => {
    const { told, until } = watched();
    await until(300);
    expect(told).toEqual([]);
  });

  it('warns in the last half minute, counted from what the core was told', async () => {
    const { until, warning } = watched();
    await until(45, [31]);
    expect(warning(1)).toBeNull();
    await until(62);
    expect(warning(1)).toBe(29 * SECOND);
    await until(70, [70]);
    expect(warning(1)).toBeNull();
  });

  it('does not warn for ever where another window of the session is used', async () => {
    const { until, warning, heard } = watched();
    await until(68);
    expect(warning(1)).toBeNull();
    await until(100);
    heard();
    await until(131);
    expect(warning(1)).toBe(29 * SECOND);
  });

  it('tries again what could not be told', async () => {
    let isAway = true;
    const { told, until } = watched(() => isAway);
    await until(36, [31]);
    isAway = false;
    await until(45);
    expect(told).toEqual([31, 36, 41]);
  });
});
