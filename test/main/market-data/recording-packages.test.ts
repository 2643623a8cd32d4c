import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OpenRequests } from '../../../src-main/app/open-requests.ts';
import { openArgument, splitArguments } from '../../../src-main/app/open-argument.ts';
import { RecordingPackages } from '../../../src-main/market-data/recordings/recording-packages.ts';

const NAME = '2026-11-20_simulated_seed-1';
const ABOUT = {
  format: 1, program: '0.1.0', session: 'one', date: '2026-11-20', feed: { kind: 'simulated', label: 'SIMULATED', detail: 'seed 1' }, quoting: 'changes', staleAfterMs: 5_000, rate: 0.04,
  resolutionMs: 1_000, from: '2026-11-20T14:30:00.000Z', to: '2026-11-20T14:45:00.000Z', rows: { quotes: 3, underlying: 2 },
  segments: [{ number: 1, from: '2026-11-20T14:30:00.000Z', to: '2026-11-20T14:45:00.000Z', quotes: 3, underlying: 2 }], settled: false, referencePrices: {},
};

let directory: string;
let root: string;
let running: string | null;
let packages: RecordingPackages;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'packages-'));
  root = join(directory, 'recordings');
  running = null;
  packages = new RecordingPackages({ root, exports: join(directory, 'exports'), running: () => running });
});
afterEach(() => rmSync(directory, { recursive: true }));

function record(name = NAME): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'about.json'), JSON.stringify(ABOUT));
  writeFileSync(join(folder, 'quotes-0001.parquet'), Buffer.alloc(300_000, 7));
  writeFileSync(join(folder, 'underlying-0001.parquet'), 'prices');
  writeFileSync(join(folder, 'notes.txt'), 'not of the recording');
  return folder;
}

/** A tar of another hand. */
async function tarOf(entries: readonly { readonly name: string; readonly text: string }[], path = join(directory, 'other.s0dte')): Promise<string> {
  writeFileSync(path, await packTar(entries.map(({ name, text }) => ({ header: { name, size: Buffer.byteLength(text) }, body: text }))));
  return path;
}

test('a recording goes into one file and comes out of it as it was, beside one of the same name', async () => {
  const folder = record();
  const made = await packages.export(folder);
  expect(made).toMatchObject({ path: join(directory, 'exports', `${NAME}.s0dte`), files: ['about.json', 'quotes-0001.parquet', 'underlying-0001.parquet'] });
  const imported = await packages.import(made.path);
  expect(imported).toEqual({ path: join(root, `${NAME}_2`), date: '2026-11-20' });
  expect(readdirSync(imported.path).sort()).toEqual(made.files);
  for (const name of made.files.slice(1)) expect(readFileSync(join(imported.path, name)).equals(readFileSync(join(folder, name)))).toBe(true);
  // Again, over the file that is there.
  expect((await packages.export(folder)).bytes).toBe(made.bytes);
});

describe('what is no recording is refused, and nothing is left', () => {
  const about = { name: 'about.json', text: JSON.stringify(ABOUT) };
  test.each([
    ['a path out of the folder', [about, { name: '../../evil.parquet', text: 'x' }], /holds "\.\.\/\.\.\/evil\.parquet", which is not of a recording/],
    ['a program', [about, { name: 'run.exe', text: 'x' }], /holds "run\.exe"/],
    ['a file twice', [about, { name: 'quotes-0001.parquet', text: 'x' }, { name: 'quotes-0001.parquet', text: 'y' }], /holds "quotes-0001\.parquet"/],
    ['no about.json', [{ name: 'quotes-0001.parquet', text: 'x' }], /begins with "quotes-0001\.parquet" instead/],
    ['another format', [{ name: 'about.json', text: JSON.stringify({ ...ABOUT, format: 9 }) }], /does not read \(format:/],
    ['a part that is missing', [about, { name: 'quotes-0001.parquet', text: 'x' }], /lacks underlying-0001\.parquet/],
    ['nothing', [], /is empty/],
  ])('%s', async (_name, entries, reason) => {
    mkdirSync(root);
    await expect(packages.import(await tarOf(entries))).rejects.toMatchObject({ code: 'bad_input', field: 'path', message: expect.stringMatching(reason) });
    expect(readdirSync(root)).toEqual([]);
    expect(existsSync(join(directory, 'evil.parquet'))).toBe(false);
  });

  test('a file that breaks off', async () => {
    const { path } = await packages.export(record());
    truncateSync(path, 200_000);
    await expect(packages.import(path)).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('not whole') });
    expect(readdirSync(root)).toEqual([NAME]);
  });

  test('another kind of file, one that is not there, and one that the disk does not give', async () => {
    await expect(packages.import(join(directory, 'day.zip'))).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('.s0dte') });
    await expect(packages.import(join(directory, 'absent.s0dte'))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('ENOENT') });
    writeFileSync(join(directory, 'text.s0dte'), 'nothing of the kind, and longer than five hundred bytes '.repeat(20));
    await expect(packages.import(join(directory, 'text.s0dte'))).rejects.toMatchObject({ code: 'bad_input' });
  });
});

test('only whole recordings of this terminal are packed', async () => {
  const folder = record();
  await expect(packages.export(directory)).rejects.toMatchObject({ code: 'bad_input' });
  await expect(packages.export(join(root, '..', 'recordings'))).rejects.toMatchObject({ code: 'bad_input' });
  await expect(packages.export(join(root, 'absent'))).rejects.toMatchObject({ code: 'not_found' });
  running = folder;
  await expect(packages.export(folder)).rejects.toMatchObject({ code: 'conflict' });
});

test('what a killed unpacking left is cleared at the next start', async () => {
  const folder = record();
  mkdirSync(join(root, '.unpacking-abc'));
  await packages.clear();
  expect(readdirSync(root)).toEqual([NAME]);
  expect(existsSync(folder)).toBe(true);
});

test.each([
  ['smart-0dte-open://recording/2026-11-20_simulated_seed-1', { kind: 'kept', name: NAME }],
  ['SMART-0DTE-OPEN://recording/2026-11-20_simulated_seed-1', { kind: 'kept', name: NAME }],
  ['/home/ada/day.s0dte', { kind: 'file', path: '/home/ada/day.s0dte' }],
  ['day.S0DTE', { kind: 'file', path: '/home/ada/day.S0DTE' }],
  ['--data-dir', null],
  ['--x=day.s0dte', null],
  ['/home/ada', null],
  ...['recording/../../etc/passwd', 'recording/..%2f..%2fetc', 'recording/a/b', 'other/2026-11-20_simulated_seed-1', 'recording/2026-11-20_simulated_seed-1?then=buy', 'recording/', 'x@recording/2026-11-20_simulated_seed-1'].map(
    (rest): [string, object] => [`smart-0dte-open://${rest}`, { kind: 'refused', why: expect.stringContaining('opens nothing') }],
  ),
] as [string, object | null][])('%s', (argument, expected) => {
  expect(openArgument(argument, '/home/ada')).toEqual(expected);
});

test('a file among the arguments is none of the flags', () => {
  expect(splitArguments(['--seed', '1', 'a.s0dte', '--no-open', 'smart-0dte-open://recording/x'], '/')).toEqual({ flags: ['--seed', '1', '--no-open'], open: 'smart-0dte-open://recording/x' });
  expect(splitArguments(['--seed', '1'], '/')).toEqual({ flags: ['--seed', '1'], open: null });
});

test('what is asked for is read and shown, and waits until it is answered', async () => {
  const folder = record();
  const { path, bytes } = await packages.export(folder);
  let id = 0;
  const requests = new OpenRequests({ root, newId: () => String((id += 1)), refusal: null });
  let changes = 0;
  requests.onChange(() => (changes += 1));
  await requests.ask('--seed', directory);
  expect(requests.view()).toBeNull();
  await requests.ask(`smart-0dte-open://recording/${NAME}`, directory);
  expect(requests.view()).toEqual({ id: '1', asked: `smart-0dte-open://recording/${NAME}`, recording: { kind: 'kept', path: folder, date: '2026-11-20', title: 'SIMULATED, seed 1', bytes: expect.any(Number) }, problem: null });
  await requests.ask(path, directory);
  expect(requests.view()).toMatchObject({ id: '2', recording: { kind: 'file', path, title: 'SIMULATED, seed 1', bytes } });
  requests.close('1');
  expect(requests.view()?.id).toBe('2');
  await requests.ask('smart-0dte-open://recording/2020-01-01_simulated_gone', directory);
  expect(requests.view()).toMatchObject({ recording: null, problem: expect.stringContaining('there is no recording "2020-01-01_simulated_gone"') });
  await requests.ask(await tarOf([{ name: 'x', text: 'y' }]), directory);
  expect(requests.view()).toMatchObject({ recording: null, problem: '"other.s0dte" begins with "x" instead of a recording\'s about.json' });
  requests.close(requests.view()?.id ?? '');
  expect(requests.view()).toBeNull();
  expect(changes).toBe(5);
});

test('where nothing is opened, that is said', async () => {
  const requests = new OpenRequests({ root, newId: () => 'one', refusal: 'in safe mode nothing is opened' });
  await requests.ask('/day.s0dte', directory);
  expect(requests.view()).toMatchObject({ recording: null, problem: 'in safe mode nothing is opened' });
});
