import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzz, type FuzzFigures } from '../support/fuzz/fuzz-run.ts';
import { FuzzedTerminal } from '../support/fuzz/fuzzed-terminal.ts';
import { rounded } from '../support/figures.ts';

const RENDERER = join(import.meta.dirname, '../../out/renderer');
const MESSAGES = 1_000_000;
/** Requests of HTTP are connections of their own: a twentieth of the messages. */
const HTTP_SHARE = 20;
/** They would end the terminal that is flooded, or write files of any size. */
export const LEFT_OUT: readonly string[] = ['terminal.restart', 'backups.restore', 'backups.export', 'accounts.choose'];

/**
 * Messages that nobody should send, at every port of a whole terminal: `--messages N` for each of the desktop's message
 * port and the browser's socket, as a viewer, as nobody and as a trader in turn; a twentieth of them over HTTP.
 */
export async function run(flags: readonly string[] = []): Promise<Record<string, number>> {
  const at = flags.indexOf('--messages');
  const messages = at < 0 ? MESSAGES : Number(flags[at + 1]);
  const figures: Record<string, number> = {};
  for (const role of ['viewer', 'nobody', 'trader'] as const) {
    const terminal = await FuzzedTerminal.start(RENDERER, { role });
    try {
      const token = readFileSync(join(terminal.dataDir, 'browser-token'), 'utf8').trim();
      const headers = { Origin: `http://127.0.0.1:${terminal.port}`, Authorization: `Bearer ${token}` };
      const before = JSON.stringify(terminal.effects());
      const each = Math.ceil(messages / 3);
      const told = (port: string, { seconds, longestHold, heapGrowth, uncaught, messages: sent }: FuzzFigures): void => {
        figures[`${port} as ${role}: messages`] = sent;
        figures[`${port} as ${role}: a second`] = Math.round(sent / seconds);
        figures[`${port} as ${role}: loop held, max ms`] = rounded(longestHold, 1);
        figures[`${port} as ${role}: heap growth, MB`] = rounded(heapGrowth / 2 ** 20, 1);
        figures[`${port} as ${role}: uncaught`] = uncaught.length;
      };
      told('message port', await fuzz({ kind: 'message-port', host: () => terminal.host() }, { messages: each, seed: 1, leftOut: LEFT_OUT }));
      told('socket', await fuzz({ kind: 'websocket', port: terminal.port, headers }, { messages: each, seed: 2, leftOut: LEFT_OUT }));
      told('http', await fuzz({ kind: 'http', port: terminal.port }, { messages: Math.ceil(each / HTTP_SHARE), seed: 3 }));
      if (role !== 'trader') figures[`effects as ${role}`] = JSON.stringify(terminal.effects()) === before ? 0 : 1;
      figures[`entries of the audit as ${role}`] = terminal.auditEntries();
    } finally {
      await terminal.close();
    }
  }
  return figures;
}
