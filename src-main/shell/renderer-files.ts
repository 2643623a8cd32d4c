import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { StartFailure } from '../start-failure.ts';

export interface RendererFile {
  readonly body: Buffer<ArrayBuffer>;
  readonly type: string;
}

/** The built window by URL path ("/" is index.html). What is not in it cannot be asked for. */
export type RendererFiles = ReadonlyMap<string, RendererFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wav': 'audio/wav',
};

/** A path as the built window has them. Whatever is written in another way names no file: "..", a backslash, a percent sign, NUL. */
const PATH = /^\/(?:[\w-][\w.-]*(?:\/[\w-][\w.-]*)*)?$/;

/** The file at a URL's path as it was sent, not decoded and not resolved; null where there is none. */
export function fileAt(files: RendererFiles, path: string): RendererFile | null {
  return PATH.test(path) ? (files.get(path) ?? null) : null;
}

/** Reads the built window into memory. Throws StartFailure where it is not built. */
export function readRenderer(directory: string): RendererFiles {
  const index = join(directory, 'index.html');
  if (!existsSync(index)) throw new StartFailure(`the window is not built: expected ${index}; start with npm start`);
  const files = new Map<string, RendererFile>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(directory, path).split(sep).join('/')}`, { body: readFileSync(path), type });
  }
  const page = files.get('/index.html');
  if (page !== undefined) files.set('/', page);
  return files;
}
