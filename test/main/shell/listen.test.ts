import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { listen } from '../../../src-main/shell/browser/listen.ts';

const server = createServer();
afterEach(() => {
  server.close();
});

test('nobody reaches it but from this machine', async () => {
  const port = await listen(server, 0);
  expect(server.address()).toMatchObject({ address: '127.0.0.1', port });
  const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    const socket = connect(port, address);
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  }
});
