import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeOwnerFile } from '../../connections/owner-file.ts';
import { CODE_LASTS } from './link-codes.ts';

const FILE = 'open-browser.html';

/** A page of its owner's alone that leads on to a link: what a program is started with, everybody on the machine can see. */
export interface LinkFile {
  readonly path: string;
  /** Removes it, for when the link was used; it goes by itself when the link ends. */
  remove(): void;
}

/** Throws where the data directory cannot keep it from others. */
export function writeLinkFile(link: string, dataDir: string): LinkFile {
  const path = join(dataDir, FILE);
  writeOwnerFile(path, forwarding(link));
  const forget = removeWithLink(link, dataDir);
  return { path, remove: forget };
}

/**
 * Returns the function that removes the data directory's page where it leads to this link, whichever process wrote it;
 * it goes by itself when the link ends. A browser has read it long before: it stays for one that is only starting.
 */
export function removeWithLink(link: string, dataDir: string): () => void {
  const path = join(dataDir, FILE);
  const remove = (): void => {
    clearTimeout(ends);
    if (leadsTo(path, link)) rmSync(path, { force: true });
  };
  const ends = setTimeout(remove, CODE_LASTS);
  ends.unref();
  return remove;
}

function leadsTo(path: string, link: string): boolean {
  try {
    return readFileSync(path, 'utf8') === forwarding(link);
  } catch {
    return false;
  }
}

function forwarding(link: string): string {
  const address = link.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="referrer" content="no-referrer">
    <meta http-equiv="refresh" content="0; url=${address}">
    <title>Smart 0DTE</title>
  </head>
  <body><p><a href="${address}">Open Smart 0DTE</a></p></body>
</html>
`;
}
