/** Makes every icon of the program out of resources/icon.svg, into out/icons. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { root } from './toolchain.mjs';

/** The program's name where the desktop looks icons up by name. */
const NAME = 'smart-0dte';
const SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256, 512, 1024];
const ICO_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/** Kinds of an icon in an .icns that hold a PNG, with its pixels. The two smallest cannot hold one in every macOS; it scales them down. */
const ICNS_KINDS = [['ic11', 32], ['ic12', 64], ['ic07', 128], ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024]];
/** Of the tray's icons of 16 px: the suffixes by which Electron finds the one that fits the display. */
const TRAY_SCALES = [['', 1], ['@1.25x', 1.25], ['@1.5x', 1.5], ['@2x', 2], ['@3x', 3]];

/** macOS leaves room around an icon: its tile takes 824 of 1024. */
const MAC_TILE = 824 / 1024;

/** What the tray shows of the trading state: by colour, and by a mark for who cannot tell colours apart. */
const TRAY_STATES = {
  active: { colour: '#5b9dff', mark: null },
  reducing: { colour: '#e0a94a', mark: 'M32 40h28L46 60z' },
  halted: { colour: '#e5616b', mark: 'M36 36h24v24H36z' },
  unknown: { colour: '#8592a5', mark: 'M48 36a12 12 0 1 1-.01 0zm0 7.5a4.5 4.5 0 1 0 .01 0z' },
};

/** Renders into `target`; returns the files made, relative to it. */
export async function buildIcons(target = join(root, 'out', 'icons'), source = join(root, 'resources', 'icon.svg')) {
  rmSync(target, { recursive: true, force: true });
  const files = [];
  const write = (path, content) => {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content);
    files.push(path);
  };
  const drawing = readFileSync(source, 'utf8');
  const pngs = new Map(await Promise.all(SIZES.map(async (size) => [size, await rendered(drawing, size)])));
  for (const [size, png] of pngs) {
    write(`png/${size}x${size}.png`, png);
    write(`hicolor/${size}x${size}/apps/${NAME}.png`, png);
  }
  write(`hicolor/scalable/apps/${NAME}.svg`, drawing);
  write('icon.ico', ico(ICO_SIZES.map((size) => ({ size, png: pngs.get(size) }))));
  const macSizes = [...new Set(ICNS_KINDS.map(([, size]) => size))];
  const macPngs = new Map(await Promise.all(macSizes.map(async (size) => [size, await padded(drawing, size)])));
  write('icon.icns', icns(ICNS_KINDS.map(([kind, size]) => ({ kind, png: macPngs.get(size) }))));
  for (const [path, content] of await trayIcons(payoffOf(drawing, source))) write(path, content);
  return files;
}

async function trayIcons(payoff) {
  const states = Object.entries(TRAY_STATES).map(async ([state, { colour, mark }]) => {
    const onTile = trayDrawing(payoff, colour, mark, '#141c2a');
    const alone = trayDrawing(payoff, '#000000', mark, null);
    const scales = TRAY_SCALES.map(async ([suffix, scale]) => [`tray/${state}${suffix}.png`, await rendered(onTile, 16 * scale)]);
    // macOS colours what is named "Template" itself, to fit the menu bar.
    const templates = [['', 1], ['@2x', 2]].map(async ([suffix, scale]) => [`tray/${state}Template${suffix}.png`, await rendered(alone, 16 * scale)]);
    const windows = Promise.all([16, 20, 24, 32, 40, 48].map(async (size) => ({ size, png: await rendered(onTile, size) })));
    return [...(await Promise.all([...scales, ...templates])), [`tray/${state}.ico`, ico(await windows)]];
  });
  return (await Promise.all(states)).flat();
}

/** On a tile, or (tile null) alone on nothing. A mark stands below the line, whose right wing makes room for it. */
function trayDrawing(payoff, colour, mark, tile) {
  const ground = tile === null ? '' : `<rect width="64" height="64" rx="12" fill="${tile}"/>`;
  const line = `<path fill="none" stroke="${colour}" stroke-width="8" stroke-linecap="round" stroke-linejoin="round" d="${payoff}"/>`;
  const drawn =
    mark === null
      ? line
      : `<clipPath id="room"><path d="M0 0h64v32H30v32H0z"/></clipPath><g clip-path="url(#room)"><g transform="translate(0 -8)">${line}</g></g><path fill="${colour}" d="${mark}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${ground}${drawn}</svg>`;
}

function payoffOf(drawing, source) {
  const found = /<path id="payoff"[^>]* d="([^"]+)"/.exec(drawing);
  if (found === null) throw new Error(`${source} has no path with the id "payoff", which the tray's icons are made of`);
  return found[1];
}

function rendered(drawing, size) {
  return sharp(Buffer.from(drawing), { density: (72 * size) / 64 }).resize(size, size).png({ compressionLevel: 9 }).toBuffer();
}

async function padded(drawing, size) {
  const inner = Math.round(size * MAC_TILE);
  const before = Math.floor((size - inner) / 2);
  const after = size - inner - before;
  return sharp(await rendered(drawing, inner))
    .extend({ top: before, left: before, bottom: after, right: after, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** Windows' container: a directory of 16 bytes an entry, then the PNGs. A size of 256 is written as 0. */
function ico(entries) {
  const head = Buffer.alloc(6 + 16 * entries.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(entries.length, 4);
  let offset = head.length;
  entries.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...entries.map(({ png }) => png)]);
}

/** macOS' container: "icns", its length, then a kind, a length and a PNG each; big-endian. */
function icns(entries) {
  const part = (kind, content) => {
    const head = Buffer.from(`${kind}0000`, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  return part('icns', Buffer.concat(entries.map(({ kind, png }) => part(kind, png))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildIcons();
