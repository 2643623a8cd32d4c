import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');

/** A source that breaks one rule, and a word of the reason the rule gives. */
const broken: readonly (readonly [file: string, source: string, rule: string, reason: RegExp])[] = [
  ['src-core/market/a.ts', "import { x } from '../../src-main/market-data/feed.ts';\nexport { x };", 'no-restricted-imports', /never out of it/],
  ['src-core/market/b.ts', "import { x } from '../../src-renderer/app.tsx';\nexport { x };", 'no-restricted-imports', /never out of it/],
  ['src-core/market/c.ts', "import { readFileSync } from 'node:fs';\nexport { readFileSync };", 'no-restricted-imports', /zod alone/],
  ['src-core/market/d.ts', "import { create } from 'zustand';\nexport { create };", 'no-restricted-imports', /zod alone/],
  ['src-core/market/e.ts', 'export const time = Date.now();', 'no-restricted-properties', /clock as an argument/],
  ['src-core/market/f.ts', 'export const draw = Math.random();', 'no-restricted-properties', /random source/],
  ['src-core/market/g.ts', 'setTimeout(() => undefined, 5);', 'no-restricted-globals', /no timers/],
  ['src-core/market/h.ts', 'export const value: any = 1;', 'no-explicit-any', /any/],
  ['src-core/market/i.ts', 'export const first = (list: number[]): number => list[0]!;', 'no-non-null-assertion', /./],
  ['src-core/market/j.ts', "export const late = import('node:fs');", 'no-restricted-imports', /zod alone/],
  ['src-main/trading/a.ts', 'export const time = Date.now();', 'no-restricted-properties', /clock as an argument/],
  ['src-main/risk/a.ts', 'export const draw = Math.random();', 'no-restricted-properties', /random source/],
  ['src-main/market-data/a.ts', 'setInterval(() => undefined, 5);', 'no-restricted-globals', /session's clock/],
  ['src-main/market-data/b.ts', "import { x } from '../stores/relational/sqlite/sqlite-store.ts';\nexport { x };", 'no-restricted-imports', /never adapters/],
  ['src-main/trading/b.ts', "import { x } from '../operations/door.ts';\nexport { x };", 'no-restricted-imports', /never adapters/],
  ['src-main/trading/c.ts', "import { request } from 'node:http';\nexport { request };", 'no-restricted-imports', /through ports/],
  ['src-main/trading/d.ts', "import { startTerminal } from '../terminal.ts';\nexport { startTerminal };", 'no-restricted-imports', /composition root/],
  ['src-main/ibkr/feed/a.ts', "import { IBApi } from '@stoqey/ib';\nexport { IBApi };", 'no-restricted-imports', /through ports/],
  ['src-main/ibkr/wire/a.ts', "import { connect } from 'node:net';\nexport { connect };", 'no-restricted-imports', /through ports/],
  ['src-main/market-data/recordings/a.ts', "import { request } from 'node:http';\nexport { request };", 'no-restricted-imports', /nothing else of Node/],
  ['src-main/operations/a.ts', "import { x } from '../shell/browser/browser-shell.ts';\nexport { x };", 'no-restricted-imports', /which one/],
  ['src-main/operations/b.ts', "import { x } from '../stores/relational/sqlite/sqlite-store.ts';\nexport { x };", 'no-restricted-imports', /only terminal.ts names adapters/],
  ['src-main/access/a.ts', "import { x } from '../operations/door.ts';\nexport { x };", 'no-restricted-imports', /never knows who asks/],
  ['src-main/access/b.ts', "import { x } from '../shell/browser/browser-shell.ts';\nexport { x };", 'no-restricted-imports', /never knows who asks/],
  ['src-main/desk/a.ts', "import { x } from '../operations/door.ts';\nexport { x };", 'no-restricted-imports', /never who asks at the door/],
  ['src-main/desk/b.ts', "import { x } from '../stores/relational/postgres/lease-table.ts';\nexport { x };", 'no-restricted-imports', /only composition\/ names adapters/],
  ['src-main/terminal.ts', "import { app } from 'electron';\nexport { app };", 'no-restricted-imports', /plain Node process/],
  ['src-main/shell/browser/a.ts', "import { app } from 'electron';\nexport { app };", 'no-restricted-imports', /plain Node process/],
  ['src-main/shell/browser/b.ts', "import { x } from '../../trading/order-manager.ts';\nexport { x };", 'no-restricted-imports', /a port and a window/],
  ['src-main/shell/electron/a.ts', "import { x } from '../../stores/relational/relational-store.ts';\nexport { x };", 'no-restricted-imports', /a port and a window/],
  ['src-main/shell/electron/b.ts', "import { x } from '../../../src-renderer/app.tsx';\nexport { x };", 'no-restricted-imports', /without a window/],
  ['src-main/shell/electron/c.ts', "import { ipcMain } from 'electron';\nexport { ipcMain };", 'no-restricted-imports', /Nothing listens to IPC/],
  ['src-main/shell/electron/d.ts', "import { shell } from 'electron';\nexport const open = (url: string): void => void shell.openExternal(url);", 'no-restricted-properties', /one gate/],
  ['src-main/shell/electron/policies/a.ts', "import { app } from 'electron';\nexport { app };", 'no-restricted-imports', /plain function or a table/],
  ['src-renderer/panels/a.ts', "import { x } from '../../src-main/terminal.ts';\nexport { x };", 'no-restricted-imports', /over the contract/],
  ['src-renderer/panels/b.ts', "import { readFileSync } from 'node:fs';\nexport { readFileSync };", 'no-restricted-imports', /sandboxed/],
  ['src-renderer/panels/c.ts', "import { ipcRenderer } from 'electron';\nexport { ipcRenderer };", 'no-restricted-imports', /sandboxed/],
  ['src-preload/a.ts', "import { x } from '../src-core/money.ts';\nexport { x };", 'no-restricted-imports', /its port/],
];

/** Sources of the same rooms that the rules let be. */
const sound: readonly (readonly [file: string, source: string])[] = [
  ['src-core/market/ok.ts', "import { z } from 'zod';\nimport fees from '../../resources/fees.json' with { type: 'json' };\nimport { money } from '../money.ts';\nexport { fees, money, z };\nexport const at = new Date(0);"],
  ['src-main/trading/ok.ts', "import { money } from '../../src-core/money.ts';\nimport type { MarketFeed } from '../market-data/feed.ts';\nexport { money };\nexport type { MarketFeed };"],
  ['src-main/ibkr/wire/ok.ts', "import { IBApi } from '@stoqey/ib';\nexport { IBApi };"],
  ['src-main/market-data/recordings/ok.ts', "import { openSync } from 'node:fs';\nimport { createGunzip } from 'node:zlib';\nexport { createGunzip, openSync };"],
  ['src-main/index.ts', "import { app } from 'electron';\nexport { app };"],
  ['src-main/shell/electron/ok.ts', "import { app } from 'electron';\nimport { serveContract } from '../../../src-core/contract/server.ts';\nexport { app, serveContract };"],
  ['src-main/shell/electron/guards.ts', "import { shell } from 'electron';\nexport const open = (url: string): void => void shell.openExternal(url);"],
  ['src-preload/index.ts', "import { ipcRenderer } from 'electron';\nexport { ipcRenderer };"],
  ['src-renderer/ok.ts', "import { create } from 'zustand';\nimport { money } from '../src-core/money.ts';\nexport { create, money };"],
];

const reportSchema = z.object({
  diagnostics: z.array(z.object({ message: z.string(), code: z.string().optional(), help: z.string().optional(), filename: z.string() })),
});
type Diagnostic = z.output<typeof reportSchema>['diagnostics'][number];

let directory: string;
let diagnostics: readonly Diagnostic[];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'import-rules-'));
  cpSync(join(root, '.oxlintrc.json'), join(directory, '.oxlintrc.json'));
  for (const [file, source] of [...broken, ...sound]) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), `${source}\n`);
  }
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const result = spawnSync(process.execPath, [oxlint, '--format=json'], { cwd: directory, encoding: 'utf8' });
  diagnostics = reportSchema.parse(JSON.parse(result.stdout)).diagnostics;
});

afterAll(() => rmSync(directory, { recursive: true }));

describe('the import rules', () => {
  it.each(broken)('%s: %s', (file, _source, rule, reason) => {
    const found = diagnostics.filter((diagnostic) => diagnostic.filename === file && diagnostic.code?.includes(rule) === true);
    expect(found.map(({ message, help }) => `${message} ${help ?? ''}`).join('\n')).toMatch(reason);
  });

  it.each(sound)('let %s be', (file) => {
    expect(diagnostics.filter(({ filename }) => filename === file)).toEqual([]);
  });
});
