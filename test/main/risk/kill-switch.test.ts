import { describe, expect, test } from 'vitest';
import type { FlattenPlan } from '../../../src-core/contract/risk.ts';
import { ZERO } from '../../../src-core/money.ts';
import { KillSwitch, type KillSwitchParts } from '../../../src-main/risk/kill-switch.ts';

const PLAN: FlattenPlan = { time: 0, steps: [], atMid: ZERO, expected: ZERO, atWorst: ZERO, seconds: 0 };

function killed(failing: readonly (keyof KillSwitchParts)[], options: { readonly flatten?: boolean; readonly parameter?: boolean } = {}) {
  const done: string[] = [];
  const notices: string[] = [];
  let now = 100;
  const part = <Result>(name: keyof KillSwitchParts, result: Result) => (): Result => {
    done.push(name);
    now += 1;
    if (failing.includes(name)) throw new Error(`${name} broke`);
    return result;
  };
  const kill = new KillSwitch({
    halt: part('halt', undefined),
    stopExits: part('stopExits', undefined),
    stopFlattening: part('stopFlattening', undefined),
    cancelAll: part('cancelAll', 7),
    plan: part('plan', PLAN),
    flatten: part('flatten', undefined),
    flattens: () => options.parameter ?? false,
    realNow: () => now,
    notice: (text) => {
      notices.push(text);
      if (failing.includes('notice')) throw new Error('nobody listens');
    },
  });
  return { result: kill.kill({ flatten: options.flatten ?? false }), done, notices };
}

describe('the kill switch', () => {
  test('halts before anything else, then cancels, and answers the plan', () => {
    const { result, done, notices } = killed([]);
    expect(done).toEqual(['halt', 'stopExits', 'stopFlattening', 'cancelAll', 'plan']);
    expect(result).toEqual({ cancelled: 7, milliseconds: 4, plan: PLAN });
    expect(notices).toEqual([]);
  });

  test.each([{ flatten: true }, { parameter: true }])('flattens where it is asked to (%o)', (options) => {
    expect(killed([], options).done.at(-1)).toBe('flatten');
  });

  test('does each part whatever became of the others, and tells of every failure', () => {
    const all = ['halt', 'stopExits', 'stopFlattening', 'cancelAll', 'plan', 'flatten'] as const;
    const { result, done, notices } = killed(all, { flatten: true });
    expect(done).toEqual(all);
    expect(result).toMatchObject({ cancelled: 0, plan: null });
    expect(notices).toHaveLength(all.length);
    expect(notices[3]).toBe('kill switch: working orders could not be cancelled: cancelAll broke');
    expect(killed([...all, 'notice'], { flatten: true }).done).toEqual(all);
  });
});
