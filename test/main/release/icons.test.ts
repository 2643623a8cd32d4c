import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'icons-'));
const at = (path: string): string => join(folder, path);

beforeAll(() => {
  const script = `const { buildIcons } = await import(process.argv[1]); await buildIcons(process.argv[2]);`;
  const made = spawnSync(process.execPath, ['--input-type=module', '-e', script, join(root, 'scripts/build-icons.mjs'), folder], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pixels(png: string | Buffer): Promise<{ width: number; height: number; at(x: number, y: number): readonly [number, number, number, number] }> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x, y) => {
      const start = 4 * (y * info.width + x);
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(start, start + 4);
      return [red, green, blue, alpha];
    },
  };
}

it('gives Windows an .ico whose entries are what its directory says', async () => {
  for (const name of ['icon.ico', 'tray/halted.ico']) {
    const ico = readFileSync(at(name));
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
    const sizes: number[] = [];
    for (let entry = 0; entry < ico.readUInt16LE(4); entry++) {
      const head = 6 + 16 * entry;
      const size = ico.readUInt8(head) || 256;
      const start = ico.readUInt32LE(head + 12);
      const image = await sharp(ico.subarray(start, start + ico.readUInt32LE(head + 8))).metadata();
      expect([image.format, image.width, image.height]).toEqual(['png', size, size]);
      sizes.push(size);
    }
    expect(sizes).toEqual(expect.arrayContaining(name === 'icon.ico' ? [16, 24, 32, 48, 256] : [16, 20, 24, 32]));
  }
});

it('gives macOS an .icns with each kind in its size, and room around the tile', async () => {
  const icns = readFileSync(at('icon.icns'));
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const found: Record<string, number> = {};
  for (let start = 8; start < icns.length; start += icns.readUInt32BE(start + 4)) {
    const image = await sharp(icns.subarray(start + 8, start + icns.readUInt32BE(start + 4))).metadata();
    expect(image.height).toBe(image.width);
    found[icns.toString('latin1', start, start + 4)] = image.width;
  }
  expect(found).toEqual({ ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 });
  const largest = icns.subarray(icns.length - Number(icns.readUInt32BE(icns.lastIndexOf('ic10') + 4)) + 8);
  const image = await pixels(largest);
  expect(image.at(512, 96)[3]).toBe(0);
  expect(image.at(512, 104)[3]).toBe(255);
});

it('gives Linux sizes by the names that the builder and the icon theme look for', async () => {
  for (const size of [16, 48, 256, 512]) {
    for (const path of [`png/${size}x${size}.png`, `hicolor/${size}x${size}/apps/smart-0dte.png`]) {
      const image = await sharp(at(path)).metadata();
      expect([image.width, image.height]).toEqual([size, size]);
    }
  }
  expect(readFileSync(at('hicolor/scalable/apps/smart-0dte.svg'), 'utf8')).toBe(readFileSync(join(root, 'resources/icon.svg'), 'utf8'));
});

it('draws edges on whole pixels where they are smallest: the plateau is as bright at 16 px as at 256', async () => {
  const small = await pixels(at('png/16x16.png'));
  const large = await pixels(at('png/256x256.png'));
  expect(small.at(8, 4)).toEqual(large.at(128, 72));
});

it('tells the trading states apart in the tray, without colour too', async () => {
  const shapes = new Map<string, string>();
  for (const state of ['active', 'reducing', 'halted', 'unknown']) {
    for (const [suffix, size] of [['', 16], ['@1.25x', 20], ['@1.5x', 24], ['@2x', 32], ['@3x', 48], ['Template', 16], ['Template@2x', 32]] as const) {
      const image = await pixels(at(`tray/${state}${suffix}.png`));
      expect([image.width, image.height]).toEqual([size, size]);
    }
    const template = await pixels(at(`tray/${state}Template.png`));
    let shape = '';
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 16; x++) {
        const [red, green, blue, alpha] = template.at(x, y);
        if (alpha > 0) expect([red, green, blue]).toEqual([0, 0, 0]);
        shape += alpha > 127 ? '#' : '.';
      }
    }
    shapes.set(state, shape);
  }
  const all = [...shapes.values()];
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) expect([...one].filter((bit, place) => bit !== other[place]).length).toBeGreaterThanOrEqual(8);
  }
});

it('has one drawing: the window takes its own from it, and none other lies in the sources', () => {
  expect(readFileSync(join(root, 'src-renderer/index.html'), 'utf8')).toContain('href="../resources/icon.svg"');
  const drawings = ['src-renderer', 'resources', 'src-main'].flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).filter((path) => /icon\.(svg|png|ico|icns)$/.test(path)));
  expect(drawings).toEqual(['icon.svg']);
});
