import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import type { Browser } from 'playwright';
import { launchChromium } from '../support/chromium.ts';
import { median, rounded } from '../support/figures.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNS = 5;
const PATIENCE_MS = 30_000;

interface Start {
  readonly link: number;
  readonly chain: number;
  readonly tick: number;
}

declare global {
  interface Window {
    /** Machine times; null until it has happened. */
    seen: { chain: number | null; tick: number | null };
  }
}

/**
 * Milliseconds from the start's command to its link and to a living chain, medians of five: of the packed program on no
 * books and on a day's, and of `npm start`. Then what memory the packed program holds after an hour of the session with a
 * window before it: played in a minute, or for so many real minutes with `--minutes N`.
 */
export async function run(flags: readonly string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({ args: [...flags], options: { minutes: { type: 'string' } } });
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  const browser = await launchChromium();
  const directory = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    const packed = unpackProgram(directory);
    const books = join(directory, 'books');
    await promisify(execFile)(process.execPath, [join(ROOT, 'out/main/headless.js'), '--seed', '1', '--date', '2026-11-20', '--data-dir', books]);
    const starts: Record<string, Start[]> = { 'packed, empty': [], "packed, a day's books": [], 'npm start, empty': [] };
    for (let round = 0; round < RUNS; round += 1) {
      const copy = join(directory, `books-${round}`);
      cpSync(books, copy, { recursive: true });
      starts['packed, empty']?.push(await startOnce(browser, packed, join(directory, `empty-${round}`), '2026-11-20'));
      starts["packed, a day's books"]?.push(await startOnce(browser, packed, copy, '2026-11-23'));
      starts['npm start, empty']?.push(await startOnce(browser, [process.execPath, join(ROOT, 'scripts/start.mjs'), '--browser'], join(directory, `npm-${round}`), '2026-11-20'));
    }
    const medians = Object.assign({}, ...Object.entries(starts).map(([name, all]) => figures(name, all))) as Record<string, number>;
    return { ...medians, ...(await memoryOf(browser, packed, join(directory, 'hour'), minutes)) };
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The command of the packed browser shell: as it is installed, with the Node that comes with it. */
function unpackProgram(directory: string): readonly string[] {
  execFileSync(process.execPath, [join(ROOT, 'scripts/package-browser-deb.mjs'), directory, '--quick'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.deb'));
  const tree = join(directory, 'tree');
  execFileSync('dpkg-deb', ['-x', join(directory, file), tree]);
  const home = join(tree, 'usr/lib/smart-0dte-browser');
  return [join(home, 'node'), join(home, 'out/main/browser.js')];
}

async function startOnce(browser: Browser, command: readonly string[], dataDir: string, date: string): Promise<Start> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchChain);
  const began = Date.now();
  const { child, exited } = started(command, ['--data-dir', dataDir, '--date', date]);
  try {
    const link = await linkOf(child.stdout);
    const linked = Date.now();
    await page.goto(link);
    await page.waitForFunction(() => window.seen.tick !== null, null, { timeout: PATIENCE_MS });
    const { chain, tick } = await page.evaluate(() => window.seen);
    return { link: linked - began, chain: (chain ?? Number.NaN) - began, tick: (tick ?? Number.NaN) - began };
  } finally {
    child.kill('SIGTERM');
    await exited;
    await context.close();
  }
}

/** Megabytes that the program's process holds, looked at each second: the highest, and the median of the last minute. */
async function memoryOf(browser: Browser, command: readonly string[], dataDir: string, minutes: number | null): Promise<Record<string, number>> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const { child, exited } = started(command, ['--data-dir', dataDir, '--date', '2026-11-20', '--seed', '1', '--start', '10:00', '--speed', minutes === null ? '60' : '1']);
  try {
    await page.goto(await linkOf(child.stdout));
    await page.waitForSelector('[role=gridcell][data-field=bid]', { timeout: PATIENCE_MS });
    const held: number[] = [];
    for (const end = Date.now() + (minutes ?? 1) * 60_000; Date.now() < end; ) {
      await wait(1_000);
      held.push(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1_024);
    }
    const after = minutes === null ? 'after an hour of the session in a minute' : `after ${minutes} minutes`;
    return { [`memory ${after}, MB`]: rounded(median(held.slice(-60))), 'memory at most, MB': rounded(Math.max(...held)) };
  } finally {
    child.kill('SIGTERM');
    await exited;
    await context.close();
  }
}

function started([program = '', ...args]: readonly string[], flags: readonly string[]) {
  const child = spawn(program, [...args, '--no-open', '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, exited: once(child, 'exit') };
}

async function linkOf(output: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    const [link] = /http:\/\/\S+(?=\n)/.exec(text) ?? [];
    if (link !== undefined) return link;
  }
  throw new Error(`the start ended without a link: ${text}`);
}

/** Runs in the page: when the first bid is painted, and when a shown bid or ask first changes after that. */
function watchChain(): void {
  const seen: Window['seen'] = { chain: null, tick: null };
  window.seen = seen;
  const now = (): number => performance.timeOrigin + performance.now();
  const isQuote = (node: Node): boolean => {
    const cell = node instanceof Element ? node : node.parentElement;
    return cell !== null && cell.closest('[role=gridcell][data-field=bid], [role=gridcell][data-field=ask]') !== null;
  };
  new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) {
      if (!(target instanceof Text) || !isQuote(target) || !/\d/.test(target.data)) continue;
      if (seen.chain === null) seen.chain = now();
      else if (oldValue !== null && /\d/.test(oldValue) && oldValue !== target.data) seen.tick ??= now();
    }
  }).observe(document, { subtree: true, characterData: true, characterDataOldValue: true });
}

function figures(name: string, starts: readonly Start[]): Record<string, number> {
  return {
    [`${name}: to the link, ms`]: rounded(median(starts.map(({ link }) => link))),
    [`${name}: to the first quote in the window, ms`]: rounded(median(starts.map(({ chain }) => chain))),
    [`${name}: to the first change of it, ms`]: rounded(median(starts.map(({ tick }) => tick))),
  };
}
