import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { AppImageInstaller } from '../../../src-main/app/updates/appimage-installer.ts';
import { beginUpdates, windowReached } from '../../../src-main/app/updates/update-start.ts';
import { UpdateTrial } from '../../../src-main/app/updates/update-trial.ts';
import { openLocalStore } from '../../../src-main/stores/relational/sqlite/local-store.ts';

/** How a version of the stand-in behaves. */
export interface Version {
  readonly version: string;
  /** What it brings the books' schema up to; null for a version that opens none. */
  readonly migrations: string | null;
  /** 'reaches' its window; 'exits' before, with the books open. */
  readonly ends: 'reaches' | 'exits';
}

export interface Around {
  /** The program's own file. */
  readonly file: string;
  readonly dataDir: string;
  readonly sqliteWorker: URL;
  readonly say: (line: string) => void;
  readonly relaunch: (file: string) => void | Promise<void>;
}

const clock = { now: () => Date.now() };

/** A program that is one file, as an AppImage: does for updates what the desktop app does at its start, opens the books, and ends. */
export async function run({ version, migrations, ends }: Version, { file, dataDir, sqliteWorker, say, relaunch }: Around): Promise<void> {
  const trial = new UpdateTrial(dataDir);
  const start = await beginUpdates({ dataDir, trial, version, installer: new AppImageInstaller(file), sqliteWorker, clock, calendar: sessionOn, mayInstall: true });
  if (start.kind === 'ends') {
    say(`${version} is replaced`);
    if (start.end.kind === 'relaunch') await relaunch(start.end.execPath);
    return;
  }
  if (start.told !== null) say(start.told);
  const store = migrations === null ? null : await openLocalStore({ directory: dataDir, migrations, sqliteWorker, clock, restoreBackup: false });
  if (ends === 'reaches') {
    windowReached(trial, version, clock);
    say(`${version} reached its window`);
  } else if (isProcess()) process.kill(process.pid, 'SIGKILL');
  await store?.close();
}

function isProcess(): boolean {
  return process.env['STANDIN_LOG'] !== undefined;
}

/** The same as a process of its own, by its environment. */
export async function runProcess(version: Version): Promise<void> {
  const { APPIMAGE: file = '', STANDIN_DATA: dataDir = '', STANDIN_LOG: log = '' } = process.env;
  await run(version, {
    file,
    dataDir,
    sqliteWorker: new URL('sqlite-worker.js', `file://${import.meta.dirname}/`),
    say: (line) => appendFileSync(log, `${line}\n`),
    relaunch: (next) => void spawnSync(next, { stdio: 'inherit' }),
  });
}

/** The text of such a program's file; `bundle` is this module with the worker beside it, as JavaScript. */
export function programText(bundle: string, version: Version): string {
  return `#!${process.execPath}\nrequire(${JSON.stringify(bundle)}).runProcess(\n${JSON.stringify(version)}\n);\n`;
}

/** What such a text runs. Throws where it is none. */
export function versionIn(text: string): Version {
  const [, , line = ''] = text.split('\n');
  const { version, migrations, ends }: Version = JSON.parse(line);
  return { version, migrations, ends };
}
