import { randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import type { ProgramFile } from './update-trial.ts';

/** A place of new versions that has one: a file of this machine. */
export interface OneFileServer {
  /** Of the folder that a generic provider reads; nobody else knows it. */
  readonly url: string;
  close(): void;
}

/** Serves a verified file to this process, on 127.0.0.1, with what electron-updater reads of it. */
export async function serveOneFile({ version, file, sha512, needsAdmin }: ProgramFile): Promise<OneFileServer> {
  const folder = `/${randomBytes(24).toString('hex')}/`;
  const name = basename(file);
  const { size } = statSync(file);
  // JSON is YAML.
  const description = JSON.stringify({ version, files: [{ url: encodeURIComponent(name), sha512, size, isAdminRightsRequired: needsAdmin }], path: encodeURIComponent(name), sha512, releaseDate: new Date(0).toISOString() });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!pathname.startsWith(folder)) response.writeHead(404).end();
    else if (pathname.endsWith('.yml')) response.writeHead(200, { 'Content-Type': 'text/yaml' }).end(description);
    else if (decodeURIComponent(pathname.slice(folder.length)) === name) {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return {
    url: `http://127.0.0.1:${address.port}${folder}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
