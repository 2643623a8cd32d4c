import { randomUUID } from 'node:crypto';
import { uptime } from 'node:os';
import type { App } from '../app/app.ts';
import { MachineWatch } from '../app/machine-watch.ts';
import { realPacer } from '../composition/real-pacer.ts';
import type { Clock } from '../../src-core/time.ts';
import type { ShownTerminal } from './restarting-terminal.ts';

export interface MachineWatchingParts {
  readonly terminal: Pick<ShownTerminal, 'sleeps' | 'woke'>;
  readonly app: Pick<App, 'interrupted'>;
  readonly clock: Clock;
  /** Told a sentence that belongs into the log. */
  readonly say: (text: string) => void;
}

/** Lets the terminal stand while the machine sleeps, has it compare its books when it wakes, and tells the windows what was found. */
export function watchMachine({ terminal, app, clock, say }: MachineWatchingParts): MachineWatch {
  return new MachineWatch({
    clock,
    pacer: realPacer,
    uptime,
    onSleep: () => terminal.sleeps(),
    onBroken({ kind, from, to }) {
      const what = kind === 'slept' ? 'the machine slept' : 'the machine’s clock was set';
      const told = (found: string): void => {
        say(`${what}: ${new Date(from).toISOString()} to ${new Date(to).toISOString()}. ${found}`);
        app.interrupted({ id: randomUUID(), kind, from, to, found });
      };
      terminal.woke().then(told, (error: unknown) => told(`What it came to cannot be told: ${error instanceof Error ? error.message : String(error)}.`));
    },
  });
}
