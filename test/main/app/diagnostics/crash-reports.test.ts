import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unpackTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MINUTE, SECOND } from '../../../../src-core/time.ts';
import { CRASH_BOUNDS, crashesToRemove } from '../../../../src-main/app/diagnostics/crash-bounds.ts';
import { CrashReports, type CrashReportsParts } from '../../../../src-main/app/diagnostics/crash-reports.ts';

let dataDir: string;
let now: number;
let logged: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'crashes-'));
  now = Date.parse('2026-11-27T15:04:05.006Z');
  logged = ['the log says hello'];
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function open(parts: Partial<CrashReportsParts> = {}): CrashReports {
  return new CrashReports({
    dataDir,
    version: '1.2.3',
    system: 'linux 6 x64',
    clock: { now: () => now },
    redact: (text) => text.replaceAll('hunter2', '…'),
    log: { recent: () => logged, tail: async () => 'the end of the log: hunter2\n', last: (_level, text) => logged.push(text), error: (text) => logged.push(text) },
    doing: () => ({ profile: 'local', feed: 'SIMULATED', sessionTime: now, uptime: 61.4, memory: 180e6 }),
    dumpFolder: null,
    ...parts,
  });
}

const window = (message: string, stack = 'at draw (http://127.0.0.1/a.js:1:2)', panel: string | null = 'Chain') => ({ message, stack, panel });
const files = (): string[] => readdirSync(join(dataDir, 'crashes')).filter((name) => name !== 'seen.json');

async function untar(path: string): Promise<Map<string, string>> {
  const entries = await unpackTar(readFileSync(path));
  return new Map(entries.map(({ header, data }) => [header.name, new TextDecoder().decode(data)]));
}

describe('crash reports', () => {
  it('are kept with what was going on, without secrets, and are fresh until somebody looks', async () => {
    const crashes = open();
    let told = 0;
    crashes.onChange(() => (told += 1));
    crashes.write({ source: 'core', error: new TypeError('no hunter2 here', { cause: 'a broken pipe' }) });
    expect(crashes.fresh).toBe(1);
    expect(told).toBe(1);
    const [report] = open().list();
    expect(report).toMatchObject({ time: now, source: 'core', version: '1.2.3', title: 'TypeError: no … here', isFresh: true });
    expect(report?.detail).toMatch(/TypeError: no … here\n\s+at .*\nbecause of a broken pipe\n/s);
    expect(report?.detail).toContain('Meanwhile: local profile, SIMULATED, session time 10:04 New York of 2026-11-27, running for 61 s, 180 MB of memory');
    expect(report?.detail).toContain('the log says hello');

    const looking = open();
    expect(looking.fresh).toBe(1);
    looking.list();
    expect(looking.fresh).toBe(0);
    expect(looking.list()[0]?.isFresh).toBe(false);
    await looking.close();
    expect(open().fresh).toBe(0);
  });

  it('count the same error instead of keeping it again, and keep another', () => {
    const crashes = open();
    for (let times = 0; times < 5; times += 1) {
      crashes.report(window(`row ${times} is missing`));
      now += 10 * SECOND;
    }
    crashes.report(window('something else'));
    expect(files()).toHaveLength(2);
    const [, counted] = crashes.list();
    expect(counted?.detail).toContain('Panel: Chain');
    expect(counted?.detail).toContain('Met 5 times, last at 2026-11-27T15:04:45.006Z');
    // What was counted is on disk once somebody has looked.
    expect(open().list()[1]?.detail).toContain('Met 5 times');
  });

  it('are bounded, and a window that fails again and again drives out nothing that ended the program', () => {
    const crashes = open({ bounds: { reports: 5, ofWindows: 3, bytes: 1 << 20 } });
    crashes.write({ source: 'core', error: new Error('the end') });
    for (const letter of 'abcdefghij') {
      now += MINUTE;
      crashes.report(window(`${letter} failed`));
    }
    expect(crashes.list().map(({ title }) => title)).toEqual(['j failed', 'i failed', 'h failed', 'Error: the end']);
    expect(files()).toHaveLength(4);
    const big = [3, 2, 1].map((time) => ({ id: String(time), time, source: 'core' as const, bytes: 30 << 20 }));
    expect(crashesToRemove(big, CRASH_BOUNDS)).toEqual(['2', '1']);
  });

  it('show one that was cut off, and take it away', async () => {
    const crashes = open();
    crashes.write({ source: 'core', error: 'just a text' });
    const [name = ''] = files();
    writeFileSync(join(dataDir, 'crashes', name), readFileSync(join(dataDir, 'crashes', name), 'utf8').slice(0, 100));
    writeFileSync(join(dataDir, 'crashes', 'notes.json'), '{}');
    const [report] = crashes.list();
    expect(report).toMatchObject({ title: 'A report that cannot be read', source: 'core', time: now });
    await crashes.remove(report?.id ?? '');
    expect(crashes.list()).toEqual([]);
    expect(files()).toEqual(['notes.json']);
    await expect(crashes.remove('20261127-150405-006-core')).rejects.toMatchObject({ code: 'not_found' });
    await expect(crashes.export('../../etc/passwd')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are exported into one archive, one or all, with the log and without secrets', async () => {
    const crashes = open();
    const id = crashes.write({ source: 'core', error: new Error('first') });
    now += MINUTE;
    crashes.write({ source: 'process', error: new Error('second') });
    const all = await crashes.export(null);
    expect(basename(all.path)).toBe('smart-0dte-crashes-20261127-150505.tar');
    const texts = await untar(all.path);
    expect([...texts.keys()]).toEqual(all.files);
    expect(all.files).toHaveLength(4);
    expect(texts.get('log.txt')).toBe('the end of the log: …\n');
    const one = await crashes.export(id);
    expect(one.files).toEqual(['about.json', `crashes/${id}.json`, 'log.txt']);
    expect(readdirSync(join(dataDir, 'exports')).sort()).toEqual([basename(all.path), 'smart-0dte-crashes-20261127-150506.tar']);
    rmSync(join(dataDir, 'exports'), { recursive: true });
    writeFileSync(join(dataDir, 'exports'), 'a file');
    await expect(crashes.export(null)).rejects.toThrow();
  });

  it('know the dumps of native crashes, report those nobody could, and never export them', async () => {
    const dumpFolder = join(dataDir, 'window', 'Crashpad');
    const dump = (name: string, time: number): string => {
      const path = join(dumpFolder, 'completed', name);
      mkdirSync(join(dumpFolder, 'completed'), { recursive: true });
      writeFileSync(path, 'memory with hunter2 in it');
      writeFileSync(path.replace('.dmp', '.meta'), '');
      utimesSync(path, time / 1_000, time / 1_000);
      return path;
    };
    const crashes = open({ dumpFolder });
    crashes.write({ source: 'window', error: new Error('a window is gone: crashed') });
    const own = dump('a.dmp', now + SECOND);
    const [withDump] = crashes.list();
    expect(withDump?.detail).toContain(own);
    // The program itself crashed, and could say nothing.
    dump('b.dmp', now + 60 * MINUTE);
    now += 61 * MINUTE;
    const next = open({ dumpFolder });
    await vi.waitFor(() => expect(next.fresh).toBe(1));
    const [native] = next.list();
    expect(native).toMatchObject({ source: 'process', isFresh: true });
    expect(native?.detail).toContain('the end of the log: …');
    const { path } = await next.export(null);
    expect(readFileSync(path, 'utf8')).not.toContain('memory with');
    await next.remove(null);
    expect(readdirSync(join(dumpFolder, 'completed'))).toEqual([]);
  });

  it('are a lesser thing than the program: where none can be written it goes on', () => {
    writeFileSync(join(dataDir, 'crashes'), 'a file in the way');
    const crashes = open();
    expect(crashes.write({ source: 'core', error: new Error('x') })).toBeNull();
    crashes.report(window('y'));
    expect(crashes.list()).toEqual([]);
    expect(existsSync(join(dataDir, 'exports'))).toBe(false);
  });
});
