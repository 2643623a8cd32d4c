import { expect, vi } from 'vitest';
import type { RealtimeStore } from '../../../../src-main/stores/realtime/realtime-store.ts';
import type { RedisServer } from '../../../support/redis-server.ts';

let channels = 0;

/** Waits until the server has everything that was set: messages are sent after the keys. */
export async function allSent(store: RealtimeStore, server: RedisServer, timeout = 15_000): Promise<void> {
  channels += 1;
  const channel = `all-sent:${channels}`;
  const listener = server.direct.duplicate();
  listener.on('error', () => {
    // It comes back with the server.
  });
  let isHeard = false;
  listener.on('message', () => {
    isHeard = true;
  });
  const late = performance.now() + timeout;
  try {
    await listener.subscribe(channel);
    while (!isHeard) {
      if (performance.now() > late) throw new Error(`not everything was sent: ${JSON.stringify(store.status())}`);
      store.publish(channel, '');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    listener.disconnect();
  }
  // The answers to the keys may come after the message.
  await vi.waitFor(() => expect(store.status()).toMatchObject({ state: 'connected', backlog: 0 }), { timeout, interval: 5 });
}
