import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContractHost } from '../../../../src-core/contract/host.ts';
import { type Diagnostics, type DiagnosticsParts, openDiagnostics } from '../../../../src-main/app/diagnostics/diagnostics.ts';
import { StartFailure } from '../../../../src-main/start-failure.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'diagnostics-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const written = (): string => readFileSync(join(dataDir, 'logs', 'smart-0dte.log'), 'utf8');

class TestProcess extends EventEmitter {
  readonly pid = 7;
  readonly platform = 'linux';
  readonly versions = process.versions;
  readonly uptime = (): number => 5;
  readonly memoryUsage = process.memoryUsage;
}

function open(parts: Partial<DiagnosticsParts> = {}): { diagnostics: Diagnostics; program: TestProcess; said: string[]; ended: number[] } {
  const program = new TestProcess();
  const said: string[] = [];
  const ended: number[] = [];
  const diagnostics = openDiagnostics({
    dataDir,
    version: '1.2.3',
    shell: 'browser',
    flags: ['--feed', 'simulated', '--config=postgres://desk:hunter2@db/x'],
    safeMode: false,
    clock: { now: () => Date.now() },
    process: program,
    end: (code) => ended.push(code),
    dumpFolder: null,
    complain: (line) => said.push(line),
    ...parts,
  });
  return { diagnostics, program, said, ended };
}

describe('diagnostics', () => {
  it('log the start without secrets, what is said, what the core warns of, and the end', async () => {
    const { diagnostics, said } = open({ safeMode: true });
    diagnostics.warn('the keychain cannot be used now');
    const queue = [[{ id: 1, time: 1, level: 'warning', text: 'the feed is late' }, { id: 2, time: 1, level: 'info', text: 'filled' }], [{ id: 3, time: 2, level: 'error', text: 'the session has stopped' }]];
    let notify = (): void => undefined;
    const host: ContractHost = {
      call: async () => null,
      open(stream, _input, _subscription, told) {
        if (stream !== 'notices') return { take: () => null, close: () => undefined };
        notify = told;
        return { take: () => (queue.length === 0 ? null : { kind: 'value', value: queue.shift() }), close: () => undefined };
      },
      closed: () => undefined,
    };
    diagnostics.follow(host);
    notify();
    await diagnostics.close();
    const log = written();
    expect(log).toMatch(/info {4}start: Smart 0DTE 1\.2\.3, browser, safe mode, process 7, /);
    expect(log).toContain('flags: --feed simulated --config=postgres://desk:…@db/x');
    expect(log).toContain('warning the keychain cannot be used now');
    expect(log).toContain('warning core: the feed is late');
    expect(log).toContain('error   core: the session has stopped');
    expect(log).not.toContain('filled');
    expect(log).toMatch(/info {4}end\n$/);
    expect(said).toEqual(['smart-0dte: the keychain cannot be used now\n']);
  });

  it('tell a start that was refused from one that crashed', async () => {
    const refused = open();
    refused.diagnostics.failed(new StartFailure('--port "x": expected a number'));
    expect(refused.diagnostics.crashes.list()).toEqual([]);
    expect(written()).toContain('refused: --port "x"');
    const crashed = open();
    expect(crashed.diagnostics.record.failedBefore).toBe(0);
    crashed.diagnostics.failed(new TypeError('x is undefined'));
    expect(crashed.diagnostics.crashes.list()[0]?.title).toBe('the start or the end failed: TypeError: x is undefined');
    expect(open().diagnostics.record.failedBefore).toBe(1);
  });

  it('end the process once with what nobody caught, also where no report can be written', () => {
    const { diagnostics, program, said, ended } = open();
    program.emit('unhandledRejection', new Error('first'));
    program.emit('uncaughtException', new Error('a second while it ends'));
    expect(ended).toEqual([1]);
    expect(said).toEqual([expect.stringMatching(/^smart-0dte: a promise was rejected and nobody took it: Error: first\n {4}at /)]);
    expect(diagnostics.crashes.list()).toHaveLength(1);
    const broken = open({ complain: () => { throw new Error('EPIPE'); } });
    expect(() => broken.program.emit('uncaughtException', new Error('x'))).toThrow('EPIPE');
    expect(broken.ended).toEqual([1]);
  });
});

describe('a core that throws what nobody catches', () => {
  it('ends with code 1 and a report, and the next start shows it as fresh', async () => {
    const program = fileURLToPath(new URL('crashing-core.ts', import.meta.url));
    const child = spawn(process.execPath, [program, '--data-dir', dataDir, '--seed', '7', '--start', '10:00', '--date', '2026-11-20'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(error).toMatch(/^smart-0dte: Error: nobody caught this, postgres:\/\/desk:…@db\/x\n {4}at /);
    expect(written()).toMatch(/error {3}crash: Error: nobody caught this/);
    expect(written()).not.toContain('hunter2');

    const next = open().diagnostics;
    // It had reached its window.
    expect(next.record.failedBefore).toBe(0);
    expect(next.crashes.fresh).toBe(1);
    const [report] = next.crashes.list();
    expect(report).toMatchObject({ source: 'core', title: 'Error: nobody caught this, postgres://desk:…@db/x', isFresh: true });
    expect(report?.detail).toContain('local profile, SIMULATED, session time 10:00 New York of 2026-11-20');
    expect(report?.detail).toContain('start: Smart 0DTE 1.2.3, browser');
    expect(open().diagnostics.crashes.list()[0]?.detail).not.toContain('hunter2');
  }, 60_000);
});
