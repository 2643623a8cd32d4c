import { describe, expect, it } from 'vitest';
import type { WindowError } from '../../../src-core/contract/app.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { watchWindowErrors, windowErrorOf, WindowErrors } from '../../../src-renderer/workspace/diagnostics/window-errors.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function errorsAt(clock: { now: number }) {
  const errors = new WindowErrors(() => clock.now);
  const sent: WindowError[] = [];
  let isDown = false;
  errors.sendBy(async (error) => {
    if (isDown) throw new ContractFailure({ code: 'unavailable', message: 'not connected' });
    sent.push(error);
  });
  return { errors, sent, down: (value: boolean) => (isDown = value) };
}

describe('errors of a window', () => {
  it('are told with their panel, a few a minute, and one that comes again and again once in ten seconds', async () => {
    const clock = { now: 0 };
    const { errors, sent } = errorsAt(clock);
    for (let frame = 0; frame < 600; frame += 1) {
      clock.now = frame * 16;
      errors.tell(new TypeError('x is undefined'), 'Chain', '\n    at ChainPanel');
    }
    await turn();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ message: 'TypeError: x is undefined', panel: 'Chain' });
    expect(sent[0]?.stack).toMatch(/^TypeError: x is undefined\n\s+at .*Components:\n {4}at ChainPanel$/s);
    for (const letter of 'abcdefghi') errors.tell(new Error(letter));
    await turn();
    expect(sent).toHaveLength(5);
    clock.now += 60_000;
    errors.tell(new Error('a minute later'));
    await turn();
    expect(sent).toHaveLength(6);
  });

  it('wait while the core cannot be reached, and make no error of that', async () => {
    const clock = { now: 0 };
    const { errors, sent, down } = errorsAt(clock);
    down(true);
    for (let minute = 0; minute < 4; minute += 1) {
      clock.now += 60_000;
      for (const letter of 'abc') errors.tell(new Error(`${letter} of ${minute}`));
      await turn();
    }
    expect(sent).toEqual([]);
    down(false);
    errors.flush();
    await turn();
    // The newest of them.
    expect(sent.map(({ message }) => message)).toEqual(['Error: b of 2', 'Error: c of 2', 'Error: a of 3', 'Error: b of 3', 'Error: c of 3']);
  });

  it('are none where the core refused, or a layout took one frame more', () => {
    expect(windowErrorOf(new ContractFailure({ code: 'forbidden', message: 'no' }), null, '')).toBeNull();
    expect(windowErrorOf('ResizeObserver loop completed with undelivered notifications.', null, '')).toBeNull();
    expect(windowErrorOf({ odd: true }, null, '')).toEqual({ message: '[object Object]', stack: '', panel: null });
    expect(windowErrorOf(new Error('x'.repeat(9_000)), 'y'.repeat(99), 'z'.repeat(99_000))).toMatchObject({ panel: 'y'.repeat(60) });
    expect(windowErrorOf(new Error('x'.repeat(9_000)), null, '')?.message).toHaveLength(2_000);
  });

  it('are heard of the window itself', () => {
    const target = new EventTarget();
    const told: unknown[] = [];
    const window = { addEventListener: target.addEventListener.bind(target), removeEventListener: target.removeEventListener.bind(target) };
    const stop = watchWindowErrors(window, { tell: (error) => told.push(error) });
    target.dispatchEvent(Object.assign(new Event('error'), { error: 'thrown', message: 'Uncaught thrown' }));
    target.dispatchEvent(Object.assign(new Event('error'), { error: null, message: 'Script error.' }));
    target.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: 'rejected' }));
    stop();
    target.dispatchEvent(Object.assign(new Event('error'), { error: 'late', message: '' }));
    expect(told).toEqual(['thrown', 'Script error.', 'rejected']);
  });
});
