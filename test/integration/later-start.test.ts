import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src-core/time.ts';
import { writeLinkFile } from '../../src-main/shell/browser/link-file.ts';
import { newRunningKey, readRunning, writeRunning } from '../../src-main/shell/browser/running-file.ts';
import { type RunningProgram, runningOn } from '../../src-main/shell/browser/running-program.ts';
import { ServedShell } from '../support/served-shell.ts';

let served: ServedShell;
let asked: string[];
let obstacle: string | null;

beforeEach(() => {
  served = new ServedShell();
  asked = [];
  obstacle = null;
  served.laterStarts = {
    onLink: () => void asked.push('link'),
    stop(anyway) {
      asked.push(anyway ? 'stop anyway' : 'stop');
      return anyway ? null : obstacle;
    },
  };
});
afterEach(() => served.close());

const file = (): string => join(served.dataDir, 'browser-running.json');
const key = (): string => readRunning(served.dataDir)?.key ?? '';
const PATHS = ['/later-start/link', '/later-start/stop', '/later-start/stop-anyway'] as const;

function found(): RunningProgram {
  const program = runningOn(served.dataDir);
  if (program === null) throw new Error('no program is found');
  return program;
}

/** Another program where the shell was, which is asked in its place. */
async function inItsPlace(answer: (authorization: string) => string): Promise<Server> {
  const server = createServer((request, response) => response.end(answer(request.headers.authorization ?? ''))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  writeRunning(served.dataDir, { pid: process.pid, port: typeof address === 'object' && address !== null ? address.port : 0, key: newRunningKey() });
  return server;
}

describe('a later start on the same data directory', () => {
  it('is given a link that signs a browser in, once', async () => {
    const { port } = await served.start();
    const link = new URL((await found().newLink()) ?? '');
    expect(link.origin).toBe(`http://127.0.0.1:${port}`);
    expect(asked).toEqual(['link']);
    expect(await served.ask(link.pathname + link.search)).toMatchObject({ status: 303 });
    expect((await served.ask(link.pathname + link.search)).status).toBe(403);
  });

  it('leaves the file it opens its window by to the program, which removes it when the link is used', async () => {
    await served.start();
    const [first, second] = [(await found().newLink()) ?? '', (await found().newLink()) ?? ''];
    const page = writeLinkFile(second, served.dataDir);
    const use = async (link: string): Promise<void> => void (await served.ask(new URL(link).pathname + new URL(link).search));
    await use(first);
    expect(existsSync(page.path)).toBe(true);
    await use(second);
    expect(existsSync(page.path)).toBe(false);
  });

  it('ends the program, is told what stands in the way, and ends it all the same', async () => {
    await served.start();
    obstacle = '2 orders are working.';
    expect(await found().stop(false)).toEqual({ kind: 'stop', obstacle });
    expect(await found().stop(true)).toEqual({ kind: 'stop', obstacle: null });
    obstacle = null;
    expect(await found().stop(false)).toEqual({ kind: 'stop', obstacle: null });
    expect(asked).toEqual(['stop', 'stop anyway', 'stop']);
  });

  it('finds the program by a file of its owner, which goes when it ends and is another’s key each time', async () => {
    await served.start();
    const first = key();
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).not.toContain(served.bearer.authorization.slice('Bearer '.length));
    await served.stop();
    expect(existsSync(file())).toBe(false);
    await served.start();
    expect(key()).not.toBe(first);
  });

  it('finds nobody where the file is damaged, its process is gone, or nobody listens', async () => {
    expect(runningOn(served.dataDir)).toBeNull();
    writeFileSync(file(), '{"pid":1');
    expect(runningOn(served.dataDir)).toBeNull();
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeRunning(served.dataDir, { pid, port: 4785, key: newRunningKey() });
    expect(runningOn(served.dataDir)).toBeNull();
    const server = await inItsPlace(() => '');
    server.close();
    await once(server, 'close');
    expect(await found().newLink()).toBeNull();
  });

  it('follows no link of another program that answers in its place, and tells it nothing that is good elsewhere', async () => {
    await served.start();
    const { authorization } = served.bearer;
    let told = '';
    const server = await inItsPlace((given) => {
      told = given;
      return JSON.stringify({ told: JSON.stringify({ kind: 'link', link: 'http://127.0.0.1:1/?code=x' }), proof: 'A'.repeat(43) });
    });
    expect(await found().newLink()).toBeNull();
    expect(await found().stop(false)).toBeNull();
    expect(told).toMatch(/^Bearer [\w-]{43}$/);
    expect(told).not.toBe(authorization);
    for (const path of PATHS) expect((await served.ask(path, { authorization: told }, 'POST')).status).toBe(403);
    server.close();
    server.closeAllConnections();
    expect(asked).toEqual([]);
  });
});

describe('what a later start asks', () => {
  it.each(PATHS)('%s is answered to the key of this run alone, and to no browser', async (path) => {
    const { port } = await served.start();
    const cookie = await served.signIn();
    const authorization = `Bearer ${key()}`;
    for (const headers of [
      {},
      { cookie },
      served.bearer,
      { authorization: 'Bearer wrong' },
      { authorization, cookie },
      { authorization, origin: `http://127.0.0.1:${port}` },
      { authorization, 'sec-fetch-site': 'same-origin' },
      { authorization, host: 'evil.example' },
    ]) {
      const answer = await served.ask(path, headers, 'POST');
      expect(answer.status, JSON.stringify(headers)).toBe(403);
      expect(answer.body).not.toMatch(/code=|proof/);
    }
    expect(await served.ask(path, { authorization }, 'GET')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect((await served.ask(path, { authorization, 'content-length': '5' }, 'POST')).status).toBe(413);
    expect(asked).toEqual([]);
    expect((await served.ask(path, { authorization }, 'POST')).status).toBe(200);
    expect(asked).toHaveLength(1);
  });

  it('is no page’s: the key opens neither the window nor a socket', async () => {
    await served.start();
    expect((await served.ask('/', { authorization: `Bearer ${key()}` })).status).toBe(403);
    expect((await served.openSocket({ authorization: `Bearer ${key()}` })).refusal).toMatch(/^403/);
  });

  it('gives links that end after five minutes, like any other', async () => {
    await served.start();
    const link = new URL((await found().newLink()) ?? '');
    served.now += 5 * MINUTE;
    expect((await served.ask(link.pathname + link.search)).status).toBe(403);
  });
});

describe('windows that are connected', () => {
  it('are counted as they come and go, and scripts are none', async () => {
    const shell = await served.start();
    const counts: number[] = [];
    shell.onWindows((count) => void counts.push(count));
    const cookie = await served.signIn();
    const { socket } = await served.openSocket(served.ofWindow(cookie));
    const { socket: script } = await served.openSocket(served.bearer);
    const { socket: another } = await served.openSocket(served.ofWindow(cookie));
    script.close();
    socket.close();
    await expect.poll(() => counts).toEqual([1, 2, 1]);
    another.close();
    await expect.poll(() => counts).toEqual([1, 2, 1, 0]);
  });
});
