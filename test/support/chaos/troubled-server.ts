import type { SeededRandom } from '../../../src-main/market-data/random.ts';

/** A real server that can be made to suffer. */
export interface TroubledServer {
  readonly name: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on what it kept. */
  run(): Promise<void>;
  /** SIGSTOP and SIGCONT: connections stay open, nothing is answered. */
  pause(): void;
  continue(): void;
  /** Takes away everything it holds. */
  empty(): Promise<void>;
}

export const TROUBLES = ['kill', 'stop', 'restart', 'empty'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Lets a server suffer for a while, and have it well again. */
export async function trouble(server: TroubledServer, what: Trouble, random: SeededRandom): Promise<void> {
  const away = 200 + random.uniform() * 2_800;
  switch (what) {
    case 'kill':
      await server.kill();
      await wait(away);
      await server.run();
      return;
    case 'stop':
      server.pause();
      try {
        await wait(away);
      } finally {
        server.continue();
      }
      return;
    case 'restart':
      await server.kill();
      await server.run();
      return;
    case 'empty':
      await server.empty();
  }
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
