import { once } from 'node:events';
import type { Server } from 'node:http';
import { StartFailure } from '../../start-failure.ts';

export const DEFAULT_PORT = 4785;

/**
 * Listens on 127.0.0.1 alone and returns the port: the one asked for, or the default one, or any free one where
 * none was asked for and the default is taken. Throws StartFailure when the one asked for cannot be had.
 */
export async function listen(server: Server, port: number | null): Promise<number> {
  try {
    return await attempt(server, port ?? DEFAULT_PORT);
  } catch (error) {
    if (port === null) return attempt(server, 0);
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const reason = inUse ? 'is in use' : `cannot be had (${error instanceof Error ? error.message : String(error)})`;
    throw new StartFailure(`--port "${port}": ${reason}; expected a free port, or 0 for any`, { cause: error });
  }
}

async function attempt(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
