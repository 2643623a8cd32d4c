import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromDollars } from '../../src-core/money.ts';
import { builtProgram } from '../support/built-program.ts';
import { Program } from '../support/electron-standin/program.ts';
import type { Report } from '../support/electron-standin/reports.ts';

const DATE = '2026-11-20';
/** Listed in the session of this date and seed, whose spot is near it. */
const CALL = 'SPY   261120C00612000';

let out: string;
let folder: string;
let program: Program | null;

beforeAll(() => {
  out = builtProgram();
}, 120_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'standin-manners-'));
  program = null;
});
afterEach(async () => {
  await program?.kill();
  rmSync(folder, { recursive: true });
});

/** The program with what a person at its desktop has seen of it. */
class Desktop {
  readonly program: Program;
  readonly #seen: Report[] = [];

  /** `showsTray` is what the desktop answers when it is asked. */
  constructor(showsTray: boolean) {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'gdbus'), `#!/bin/sh\necho "(<${showsTray}>,)"\n`);
    chmodSync(join(bin, 'gdbus'), 0o755);
    this.program = new Program(out, ['--data-dir', join(folder, 'data'), '--date', DATE, '--seed', '1', '--start', '15:00'], {
      PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    });
    program = this.program;
    this.program.child.on('message', (report: Report) => this.#seen.push(report));
  }

  all<Kind extends Report['kind']>(kind: Kind): readonly Extract<Report, { kind: Kind }>[] {
    return this.#seen.filter((report): report is Extract<Report, { kind: Kind }> => report.kind === kind);
  }

  /** The newest of this kind, once it is like this. */
  see<Kind extends Report['kind']>(kind: Kind, like: Partial<Record<keyof Extract<Report, { kind: Kind }>, unknown>>): Promise<void> {
    return vi.waitFor(
      () => {
        if (this.program.child.exitCode !== null) throw new Error(`the program ended: ${this.program.stderr}`);
        expect(this.all(kind).at(-1)).toMatchObject(like);
      },
      { timeout: 25_000, interval: 20 },
    );
  }

  async seeTray(part: string, icon = 'active.png'): Promise<void> {
    await this.see('tray', { icon, toolTip: expect.stringContaining(part) });
  }

  /** A window is open, and talks to the core. */
  async seeWindow(count: number): Promise<void> {
    await vi.waitFor(() => expect(this.all('stream')).toHaveLength(count), { timeout: 25_000, interval: 20 });
  }

  call(operation: string, input: unknown): void {
    this.program.send({ kind: 'window', name: 'main', act: 'call', operation, input });
  }

  /** An order at a price that nobody gives, placed by the window. */
  async rest(): Promise<void> {
    this.call('orders.place', { id: randomUUID(), underlying: 'SPY', legs: [{ symbol: CALL, side: 'buy', ratio: 1 }], quantity: 1, terms: { type: 'limit', limit: fromDollars(0.01) }, timeInForce: 'DAY' });
    await this.see('called', { operation: 'orders.place', failure: null });
    await this.seeTray('1 order working');
  }
}

// The stand-in's tray is that of Linux.
describe.runIf(process.platform === 'linux')('the desktop app with an order working', () => {
  it('goes on in the tray without a window, halts from there, and asks before it ends', async () => {
    const desktop = new Desktop(true);
    const app = desktop.program;
    await desktop.seeWindow(1);
    await desktop.rest();
    await desktop.seeTray('Smart 0DTE · ACTIVE · 1 order working · $0.00 today · SIMULATED');
    await desktop.see('kept-awake', { type: 'prevent-app-suspension' });
    app.send({ kind: 'window', name: 'main', act: 'close' });
    await desktop.see('notification', { title: 'Smart 0DTE goes on in the tray', body: '1 order is working. Its icon there opens a window, halts trading and quits.', urgency: 'low' });
    app.send({ kind: 'tray', choose: null });
    await desktop.seeWindow(2);

    app.send({ kind: 'tray', choose: 'Halt trading…' });
    await desktop.see('question', { message: 'Halt trading?', detail: expect.stringContaining('The order that works is cancelled at once.') });
    app.send({ kind: 'answer', button: 'Halt trading' });
    await desktop.seeTray('HALTED', 'halted.png');
    await desktop.see('kept-awake', { type: null });
    desktop.call('risk.resume', { to: 'ACTIVE' });
    await desktop.see('called', { operation: 'risk.resume', answer: expect.objectContaining({ state: 'ACTIVE' }) });
    await desktop.rest();

    app.send('quit');
    await desktop.see('question', { message: '1 order is working. Quit Smart 0DTE?', buttons: ['Keep running', 'Cancel orders and quit', 'Quit anyway'] });
    app.send('quit');
    app.send({ kind: 'answer', button: 'Cancel orders and quit' });
    expect(await app.exited).toBe(0);
    expect(app.stderr).toBe('');
    expect(desktop.all('question')).toHaveLength(2);

    const second = new Desktop(true);
    await second.seeTray('ACTIVE · $0.00 today');
    second.program.send('quit');
    expect(await second.program.exited).toBe(0);
    expect(second.all('question')).toEqual([]);
  }, 90_000);

  it('never goes on unseen where no tray shows it, and ends at once with the system', async () => {
    const desktop = new Desktop(false);
    await desktop.seeWindow(1);
    await desktop.rest();
    desktop.program.send({ kind: 'window', name: 'main', act: 'close' });
    await desktop.see('question', { message: '1 order is working. Quit Smart 0DTE?', buttons: ['Keep running', 'Cancel orders and quit', 'Quit anyway'] });
    desktop.program.send({ kind: 'answer', button: 'Keep running' });
    await desktop.seeWindow(2);
    desktop.program.child.kill('SIGTERM');
    expect(await desktop.program.exited).toBe(0);
    expect([desktop.all('question').length, desktop.all('notification').length]).toEqual([1, 0]);

    // The order has waited, as was said.
    const second = new Desktop(true);
    await second.seeTray('1 order working');
    second.program.send('quit');
    await second.see('question', { message: '1 order is working. Quit Smart 0DTE?' });
    second.program.send({ kind: 'answer', button: 'Quit anyway' });
    expect(await second.program.exited).toBe(0);
  }, 90_000);
});
