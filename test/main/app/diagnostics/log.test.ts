import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY, MINUTE } from '../../../../src-core/time.ts';
import { filesToRemove, LOG_BOUNDS } from '../../../../src-main/app/diagnostics/log-files.ts';
import { type Log, type LogParts, openLog } from '../../../../src-main/app/diagnostics/log.ts';
import { logRecord } from '../../../../src-main/app/diagnostics/log-record.ts';

let dataDir: string;
let now: number;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'log-'));
  now = Date.parse('2026-11-27T06:45:08.123Z');
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const open = (parts: Partial<LogParts> = {}): Log => openLog({ dataDir, clock: { now: () => now }, redact: (text) => text.replaceAll('hunter2', '…'), ...parts });
const bytesIn = (folder: string): number => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
const written = (): string => readFileSync(join(dataDir, 'logs', 'smart-0dte.log'), 'utf8');

describe('the log', () => {
  it('is lines that a person reads, for the owner alone, without secrets', async () => {
    const log = open();
    log.info('start');
    log.warning('the password is hunter2');
    log.error('two\nlines\u001B[2J');
    await log.close();
    expect(written()).toBe(
      '2026-11-27T06:45:08.123Z info    start\n2026-11-27T06:45:08.123Z warning the password is …\n2026-11-27T06:45:08.123Z error   two\n    lines?[2J\n',
    );
    expect(log.recent()).toHaveLength(3);
    if (process.platform !== 'win32') {
      expect(statSync(join(dataDir, 'logs', 'smart-0dte.log')).mode & 0o077).toBe(0);
      expect(statSync(join(dataDir, 'logs')).mode & 0o077).toBe(0);
    }
  });

  it('goes on in the same file, and has the end of it for a report, whole records alone', async () => {
    for (const text of ['one', 'two', 'three']) {
      const log = open();
      log.info(text);
      await log.close();
    }
    const record = logRecord(now, 'info', 'three');
    const log = open();
    expect(await log.tail(record.length + 5)).toBe(record);
    expect(await log.tail(10_000)).toBe(written());
    await vi.waitFor(() => expect(log.size).toBe(written().length));
    log.info('more');
    expect(log.size).toBe(written().length + logRecord(now, 'info', 'more').length);
    await log.close();
  });

  it('is rotated by size, and never more than its bounds', async () => {
    const log = open({ bounds: { bytesPerFile: 2_000, files: 4, bytes: 7_000, age: DAY } });
    now = Date.now();
    for (let line = 0; line < 400; line += 1) {
      log.info(`line ${line} ${'x'.repeat(60)}`);
      if (line % 10 === 9) await new Promise(setImmediate);
    }
    await log.close();
    await vi.waitFor(() => expect(bytesIn(log.folder)).toBeLessThanOrEqual(7_000));
    const names = readdirSync(log.folder);
    expect(names.length).toBeGreaterThan(1);
    expect(names.length).toBeLessThanOrEqual(4);
    expect(await log.tail(10_000)).toContain('line 399 ');
  });

  it('keeps a file a day, and forgets those that are too old', async () => {
    const first = open();
    first.info('of an earlier day');
    await first.close();
    const file = join(dataDir, 'logs', 'smart-0dte.log');
    const earlier = new Date(Date.now() - 3 * DAY);
    utimesSync(file, earlier, earlier);
    const ancient = join(dataDir, 'logs', 'smart-0dte.2026-01-01.1.log');
    writeFileSync(ancient, 'x\n');
    utimesSync(ancient, new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'));
    now = Date.now();
    const second = open();
    second.info('of today');
    await second.close();
    await vi.waitFor(() => expect(readdirSync(second.folder).sort()).toEqual([`smart-0dte.${earlier.toISOString().slice(0, 10)}.1.log`, 'smart-0dte.log']));
    expect(written()).toContain('of today');
    expect(written()).not.toContain('of an earlier day');
    expect(await second.tail(10_000)).toMatch(/of an earlier day\n.*of today\n$/s);
  });

  it('never holds the program up: a full disk is told once, and the log goes on when there is room', async () => {
    const problems: string[] = [];
    let isFull = true;
    const texts: string[] = [];
    const log = open({
      onProblem: (problem) => problems.push(problem),
      openStream: () =>
        new Writable({
          write(chunk: Buffer, _encoding, done) {
            if (isFull) done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
            else {
              texts.push(chunk.toString());
              done();
            }
          },
        }),
    });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      log.info('lost');
      await new Promise(setImmediate);
      log.info('lost too');
      now += MINUTE;
    }
    expect(problems).toEqual([expect.stringContaining('ENOSPC')]);
    isFull = false;
    log.warning('there is room');
    await new Promise(setImmediate);
    expect(texts.join('')).toMatch(/records before this one could not be written\n.*there is room\n/);
    expect(log.recent()).toHaveLength(7);
    await log.close();
  });

  it('holds a bounded number of records for a disk that does not answer', async () => {
    let held = 0;
    const stuck = new Writable({ write: () => undefined, highWaterMark: 1 });
    const log = open({ openStream: () => stuck });
    for (let line = 0; line < 5_000; line += 1) log.info('x'.repeat(1_000));
    held = stuck.writableLength;
    expect(held).toBeLessThan(2 << 20);
    stuck.destroy();
    await log.close();
  });

  it('writes at once for a process that ends', () => {
    const log = open({ openStream: () => new Writable({ write: () => undefined }) });
    log.last('error', 'nowhere');
    log.info('starts the folder');
    const real = open();
    real.info('waits');
    real.last('error', 'the end');
    expect(written()).toContain('error   the end\n');
  });
});

describe('the files that go', () => {
  it('are the oldest, never the one that is written', () => {
    const file = (name: string, bytes: number, age: number) => ({ name, bytes, time: now - age });
    const files = [file('smart-0dte.log', 1, 100 * DAY), file('smart-0dte.2026-11-20.1.log', 10, 7 * DAY), file('smart-0dte.2026-11-20.2.log', 20 << 20, 6 * DAY), file('smart-0dte.2026-11-21.1.log', 26 << 20, 5 * DAY), file('notes.log', 1, 99 * DAY)];
    expect(filesToRemove(files, now, LOG_BOUNDS)).toEqual(['smart-0dte.2026-11-20.1.log', 'smart-0dte.2026-11-20.2.log']);
    expect(filesToRemove(files.slice(0, 2), now + 30 * DAY, LOG_BOUNDS)).toEqual(['smart-0dte.2026-11-20.1.log']);
  });
});
