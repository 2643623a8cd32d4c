import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultDataDir, parseHeadlessSettings, parseSettings } from '../../../src-main/settings.ts';
import { HelpRequest, StartFailure } from '../../../src-main/start-failure.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (...flags: string[]) => parseSettings(flags, { XDG_DATA_HOME: directory, APPDATA: directory });

describe('settings', () => {
  it('have defaults that need no configuration', () => {
    expect(parseSettings(['--data-dir', directory], {})).toEqual({
      dataDir: directory,
      desk: null,
      connections: expect.objectContaining({ configFile: join(directory, 'config.json'), overrides: [] }),
      feed: null,
      seed: null,
      start: null,
      speed: null,
      date: null,
      rate: 0.04,
      clock: 'variance',
      restoreBackup: false,
      recordings: { enabled: true, maximumGigabytes: 5 },
      browser: false,
      port: null,
      open: true,
      appWindow: false,
      stop: null,
      safeMode: false,
    });
  });

  it('read every flag', () => {
    const recording = join(directory, 'day.csv');
    writeFileSync(recording, '');
    const flags = `--browser --no-open --port 0 --feed replay:${recording} --seed 7 --start 09:30 --speed max --date 2026-08-21 --rate 0.0365 --clock flat --restore-backup --app-window --stop`;
    const config = join(directory, 'desk.json');
    writeFileSync(config, '{ "servers": { "postgresql": { "url": "postgres://desk@db:5432/smart_0dte" } } }');
    expect(read(...flags.split(' '), '--data-dir', join(directory, 'a', 'b'), '--config', config, '--profile', 'desk')).toEqual({
      dataDir: join(directory, 'a', 'b'),
      desk: expect.objectContaining({ postgresql: { url: 'postgres://desk@db:5432/smart_0dte', password: null }, redis: null, influxdb: null }),
      connections: expect.objectContaining({ configFile: config, overrides: [{ path: 'profile', variable: '--profile' }] }),
      feed: { kind: 'replay', path: recording },
      seed: 7,
      start: '09:30',
      speed: 'max',
      date: '2026-08-21',
      rate: 0.0365,
      clock: 'flat',
      restoreBackup: true,
      recordings: { enabled: true, maximumGigabytes: 5 },
      browser: true,
      port: 0,
      open: false,
      appWindow: true,
      stop: 'unless_obstacles',
      safeMode: false,
    });
    expect(existsSync(join(directory, 'a', 'b'))).toBe(true);
  });

  it.each([
    [['--seeds', '7'], /--seeds.*expected.*--seed/],
    [['dance'], /"dance" is not a flag/],
    [['--port', '70000'], /--port "70000": expected a whole number from 0 .* to 65535/],
    [['--port', '80.5'], /--port "80.5"/],
    [['--rate', '4'], /--rate "4": expected a number from 0 to 0.5/],
    [['--seed', '1e3'], /--seed "1e3": expected a whole number/],
    [['--seed', '4294967296'], /--seed "4294967296"/],
    [['--speed', '0'], /--speed "0": expected a number from 0.1 to 1000, or max/],
    [['--speed', 'fast'], /--speed "fast"/],
    [['--start', '24:00'], /--start "24:00": expected a New York time HH:MM/],
    [['--date', '2026-02-30'], /--date "2026-02-30": expected a date YYYY-MM-DD/],
    [['--profile', 'shared'], /--profile "shared": expected local or desk/],
    [['--config', '/nowhere/desk.json'], /--config "\/nowhere\/desk.json": there is no such file/],
    [['--feed', 'live'], /--feed "live": expected simulated, ibkr, or replay:PATH/],
    [['--feed', 'replay:/nowhere/day.csv'], /--feed "\/nowhere\/day.csv": there is no such file/],
    [['--data-dir', '/dev/null/data'], /--data-dir "\/dev\/null\/data": cannot be written/],
    [['--seed'], /--seed/],
  ])('refuse %j in one line that says what is accepted', (flags, message) => {
    const failure = (() => {
      try {
        read(...flags);
        return null;
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(StartFailure);
    expect(failure).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain('\n');
  });

  it('answer --help with the flags', () => {
    expect(() => read('--help')).toThrow(HelpRequest);
    expect(() => read('--help')).toThrow(/--data-dir DIR/);
    expect(() => parseHeadlessSettings(['--help'], {})).toThrow(/--plan FILE\|none/);
  });

  it('keep the data where each system keeps it', () => {
    expect(defaultDataDir('linux', {}, '/home/a')).toBe('/home/a/.local/share/smart-0dte');
    expect(defaultDataDir('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe('/data/smart-0dte');
    expect(defaultDataDir('linux', { XDG_DATA_HOME: 'relative' }, '/home/a')).toBe('/home/a/.local/share/smart-0dte');
    expect(defaultDataDir('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/Smart 0DTE');
    expect(defaultDataDir('win32', { APPDATA: 'C:/Roaming' }, 'C:/a')).toContain('Smart 0DTE');
  });
});

describe('headless settings', () => {
  const headless = (...flags: string[]) => parseHeadlessSettings(flags, { TMPDIR: directory });

  it('make a directory of their own unless one is given', () => {
    const own = headless();
    expect(own).toMatchObject({ keepData: false, trade: true, plan: null, json: false, end: null, browser: false });
    expect(own.dataDir.startsWith(directory)).toBe(true);
    expect(existsSync(own.dataDir)).toBe(true);
    expect(headless('--data-dir', directory)).toMatchObject({ keepData: true, dataDir: directory });
  });

  it('stay local in a directory of their own unless a desk is asked for, whose directory is kept', () => {
    expect(headless('--profile', 'local')).toMatchObject({ desk: null, keepData: false });
    const environment = { TMPDIR: directory, SMART_0DTE_POSTGRES_URL: 'postgres://desk@db/books' };
    expect(parseHeadlessSettings([], environment)).toMatchObject({ desk: null, keepData: false });
    expect(parseHeadlessSettings(['--profile', 'desk'], environment)).toMatchObject({ desk: { account: { number: 'PAPER-1' } }, keepData: true });
    const before = readdirSync(directory);
    expect(() => headless('--profile', 'desk')).toThrow(/servers.postgresql.url/);
    expect(readdirSync(directory)).toEqual(before);
  });

  it('read a plan, or none', () => {
    const plan = join(directory, 'plan.json');
    writeFileSync(plan, '{}');
    expect(headless('--plan', plan, '--json')).toMatchObject({ plan, trade: true, json: true });
    expect(headless('--plan', 'none')).toMatchObject({ plan: null, trade: false });
    expect(() => headless('--plan', join(directory, 'other.json'))).toThrow(/--plan .*there is no such file/);
  });

  it("take a window's flags and open none", () => {
    expect(headless('--browser', '--port', '4900', '--no-open')).toMatchObject({ browser: false, port: null, open: false });
  });

  it('end after they start', () => {
    expect(headless('--start', '09:30', '--end', '16:15').end).toBe('16:15');
    expect(() => headless('--start', '10:00', '--end', '09:30')).toThrow(/--end "09:30": expected a time after --start 10:00/);
  });

  it('ask for a study, and for nothing that a study has no use for', () => {
    expect(headless('--json').study).toBeNull();
    expect(headless('--signals', '--plan', 'none', '--profile', 'local').study).toEqual({ sessions: null, scenario: 'usual' });
    expect(headless('--signals', '--sessions', '2000', '--seed', '4', '--scenario', 'rich-variance', '--rate', '0').study).toEqual({ sessions: 2_000, scenario: 'rich-variance' });
    const before = readdirSync(directory);
    for (const [flags, told] of [
      ['--sessions 5', /--sessions "5": is of a study; expected --signals with it/],
      ['--scenario fair', /--scenario "fair": is of a study; expected --signals with it/],
      ['--signals --sessions 0', /--sessions "0": expected a whole number from 1 to 10000/],
      ['--signals --sessions many', /--sessions "many": expected/],
      ['--signals --scenario calm', /--scenario "calm": expected usual, fair, reverting-break, rich-variance/],
      [`--signals --scenario fair --feed replay:${directory}`, /--scenario "fair": is of the simulated market/],
      ['--signals --scenario fair --rate 0.04', /--rate "0.04": the fair market has no interest/],
      ['--signals --end 12:00', /--end "12:00": a study runs whole sessions/],
      ['--signals --speed 10', /--speed "10": a study goes as fast as it can/],
      ['--signals --profile desk', /--profile "desk": a study keeps nothing/],
    ] as const) {
      expect(() => headless(...flags.split(' '))).toThrow(told);
    }
    expect(readdirSync(directory)).toEqual(before);
  });
});
