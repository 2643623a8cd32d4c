import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** Milliseconds from the start's command to its link and to a living chain, on no books and on a day's: medians of five. */
export async function run(): Promise<Record<string, number>> {
  const browser = await launchChromium();
  const directory = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    const books = join(directory, 'books');
    await promisify(execFile)(process.execPath, [join(ROOT, 'out/main/headless.js'), '--seed', '1', '--date', '2026-11-20', '--data-dir', books]);
    const empty: Start[] = [];
    const traded: Start[] = [];
    for (let round = 0; round < RUNS; round += 1) {
      empty.push(await startOnce(browser, join(directory, `empty-${round}`), '2026-11-20'));
      const copy = join(directory, `books-${round}`);
      cpSync(books, copy, { recursive: true });
      traded.push(await startOnce(browser, copy, '2026-11-23'));
    }
    return { ...figures('empty', empty), ...figures("a day's books", traded) };
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function startOnce(browser: Browser, dataDir: string, date: string): Promise<Start> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchChain);
  const began = Date.now();
  const child = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs'), '--browser', '--no-open', '--port', '0', '--data-dir', dataDir, '--date', date], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
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
