import { expect, test, vi } from 'vitest';
import type { ContractHost, Tap } from '../../../src-core/contract/host.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { SwitchingDoor } from '../../../src-main/composition/switching-door.ts';
import { callerOf, fixedIdentity } from '../../support/callers.ts';

const CALLER = fixedIdentity(callerOf());
const SIGNAL = new AbortController().signal;

/** A door whose streams say its name once, and whose calls answer with it. */
function door(name: string, opens = true) {
  const closed: string[] = [];
  const host = (): ContractHost => ({
    call: async (operation) => `${name} ${operation}`,
    open(stream): Tap {
      if (!opens) throw new ContractFailure({ code: 'forbidden', message: `${name} has no ${stream}` });
      let said = false;
      return {
        take() {
          if (said) return null;
          said = true;
          return { kind: 'value', value: name };
        },
        close: () => void closed.push(stream),
      };
    },
    closed: () => void closed.push('host'),
  });
  return { host, closed };
}

test('calls go to the door of now, and are refused while there is none', async () => {
  const switching = new SwitchingDoor();
  const host = switching.host(CALLER);
  await expect(host.call('orders.place', {}, SIGNAL)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('changing') });
  switching.switchTo(door('watching'));
  expect(await host.call('orders.place', {}, SIGNAL)).toBe('watching orders.place');
  switching.switchTo(door('trading'));
  expect(await host.call('orders.place', {}, SIGNAL)).toBe('trading orders.place');
  expect(await switching.host(CALLER).call('a', {}, SIGNAL)).toBe('trading a');
});

test('a stream goes on behind the next door from its first value, and is closed once', () => {
  const switching = new SwitchingDoor();
  const [first, second] = [door('watching'), door('trading')];
  switching.switchTo(first);
  const host = switching.host(CALLER);
  const notify = vi.fn();
  const tap = host.open('orders', {}, 1, notify);
  expect([tap.take(), tap.take()]).toEqual([{ kind: 'value', value: 'watching' }, null]);
  switching.switchTo(null);
  expect(tap.take()).toBeNull();
  switching.switchTo(second);
  expect(notify).toHaveBeenCalledTimes(2);
  expect(tap.take()).toEqual({ kind: 'value', value: 'trading' });
  // The connection of the first door is over, and what was open behind it.
  expect(first.closed).toEqual(['host']);
  tap.close();
  switching.switchTo(door('watching again'));
  expect(second.closed).toEqual(['orders', 'host']);
});

test('a stream that the next door does not have ends with its reason; one that the first does not have is refused', () => {
  const switching = new SwitchingDoor();
  switching.switchTo(door('watching'));
  const host = switching.host(CALLER);
  const tap = host.open('orders', {}, 1, () => undefined);
  switching.switchTo(door('closed', false));
  expect(() => tap.take()).toThrow('closed has no orders');
  expect(() => host.open('positions', {}, 2, () => undefined)).toThrow('closed has no positions');
});
