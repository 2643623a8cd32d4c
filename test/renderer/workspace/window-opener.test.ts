import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WindowName } from '../../../src-core/contract/window-names.ts';
import { WindowOpener } from '../../../src-renderer/workspace/windows/window-opener.ts';
import { Air } from './window-bus-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A window that answers as one does. */
function present(air: Air, page: string, name: WindowName, takes = true): { readonly welcomed: unknown[] } {
  const bus = air.bus();
  const welcomed: unknown[] = [];
  bus.onMessage((message) => {
    if (message.kind === 'who') bus.post({ kind: 'here', from: page, name });
    if (message.kind !== 'welcome' || message.to !== page) return;
    welcomed.push([message.link, message.panel]);
    if (takes && message.panel !== null) bus.post({ kind: 'took', from: page, to: message.from, panel: message.panel });
  });
  bus.post({ kind: 'here', from: page, name });
  return { welcomed };
}

function opener(air: Air, byShell: (() => Promise<unknown>) | null = null): { readonly opener: WindowOpener; readonly opened: string[] } {
  const opened: string[] = [];
  return {
    opened,
    opener: new WindowOpener({ bus: air.bus(), page: 'me', name: 'main', link: () => 'B', byShell, byPage: (fragment) => void opened.push(fragment), after: (milliseconds, run) => void setTimeout(run, milliseconds) }),
  };
}

/** Lets windows answer for a while. */
async function pass(air: Air, milliseconds: number): Promise<void> {
  air.deliver();
  await vi.advanceTimersByTimeAsync(milliseconds);
  air.deliver();
  await vi.advanceTimersByTimeAsync(0);
}

describe('a further window', () => {
  it('has the first name that no window has, and is told its link and what it shows, once', async () => {
    const air = new Air();
    const old = present(air, 'old', 'window-2');
    const { opener: main, opened } = opener(air);
    const done = main.open('charts');
    await pass(air, 100);
    expect(opened).toEqual(['#window-3']);
    // One that was there and is loaded anew is not the one.
    const reloaded = present(air, 'old again', 'window-2');
    const fresh = present(air, 'fresh', 'window-3');
    await pass(air, 0);
    await done;
    expect([old.welcomed, reloaded.welcomed, fresh.welcomed]).toEqual([[], [], [['B', 'charts']]]);
  });

  it('is said not to have opened where the browser keeps it back, and where eight are open', async () => {
    const air = new Air();
    const { opener: main, opened } = opener(air);
    const refused = main.open(null).catch((reason: unknown) => String(reason));
    await pass(air, 100);
    await pass(air, 12_000);
    expect(await refused).toMatch(/did not open.*pop-ups/);
    for (let count = 2; count <= 8; count += 1) present(air, `page ${count}`, `window-${count}` as WindowName);
    const full = main.open(null).catch((reason: unknown) => String(reason));
    await pass(air, 100);
    expect(await full).toMatch(/Eight windows/);
    expect(opened).toEqual(['#window-2']);
  });

  it('is opened by the shell that opens its windows, whose refusal is said at once; its panel stays where it was until it is shown', async () => {
    const air = new Air();
    const refused = opener(air, () => Promise.reject(new Error('8 windows are open'))).opener.open(null).catch((reason: unknown) => String(reason));
    await pass(air, 100);
    expect(await refused).toMatch(/8 windows are open/);
    const { opener: main, opened } = opener(air, () => Promise.resolve({}));
    let isThere = false;
    const done = main.open('risk').then(
      () => (isThere = true),
      () => undefined,
    );
    await pass(air, 100);
    present(air, 'slow', 'window-2', false);
    await pass(air, 1_000);
    expect([isThere, opened]).toEqual([false, []]);
    await pass(air, 12_000);
    await done;
    expect(isThere).toBe(false);
  });
});
