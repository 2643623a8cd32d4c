import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type ClientRequest, createServer, type IncomingMessage, request, type RequestOptions, type Server } from 'node:http';
import { join } from 'node:path';
import { configureRequestOptions, configureRequestUrl, type DownloadOptions, HttpExecutor } from 'builder-util-runtime';
import type { AppUpdater } from 'electron-updater';
import { freePort } from '../free-port.ts';

/** What is published: files by name, and what the channel's file says of one of them. */
export interface Release {
  readonly version: string;
  readonly name: string;
  readonly bytes: Buffer;
  readonly notes?: string;
  /** What comes over the wire in place of the bytes. */
  readonly sent?: Buffer;
}

/** A place of new versions on 127.0.0.1, as `generic` in electron-builder's configuration. */
export class ReleaseServer {
  readonly #server: Server;
  readonly url: string;
  release: Release | null = null;
  /** Paths that were asked for. */
  readonly asked: string[] = [];

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}/`;
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', this.url);
      this.asked.push(pathname);
      const { release } = this;
      if (release === null) response.writeHead(404).end();
      else if (pathname.endsWith('.yml')) response.writeHead(200, { 'Content-Type': 'text/yaml' }).end(channelFile(release));
      else if (pathname === `/${release.name}`) {
        const sent = release.sent ?? release.bytes;
        response.writeHead(200, { 'Content-Length': sent.length }).end(sent);
      } else response.writeHead(404).end();
    });
  }

  static async open(): Promise<ReleaseServer> {
    const port = await freePort();
    const opened = new ReleaseServer(port);
    await new Promise<void>((resolve) => opened.#server.listen(port, '127.0.0.1', resolve));
    return opened;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** As electron-builder writes it. */
function channelFile({ version, name, bytes, notes }: Release): string {
  const sha512 = createHash('sha512').update(bytes).digest('base64');
  return [
    `version: ${version}`,
    'files:',
    `  - url: ${name}`,
    `    sha512: ${sha512}`,
    `    size: ${bytes.length}`,
    `path: ${name}`,
    `sha512: ${sha512}`,
    "releaseDate: '2026-11-20T15:00:00.000Z'",
    ...(notes === undefined ? [] : [`releaseNotes: ${JSON.stringify(notes)}`]),
    '',
  ].join('\n');
}

/** Everything that the library knows of the program around it. */
export interface AppAround {
  readonly version: string;
  readonly name: string;
  readonly isPackaged: boolean;
  readonly appUpdateConfigPath: string;
  readonly userDataPath: string;
  readonly baseCachePath: string;
  whenReady(): Promise<void>;
  relaunch(): void;
  quit(): void;
  onQuit(handler: (exitCode: number) => void): void;
}

/** A packaged program without Electron; it notes who waits for its end. */
export class StandinApp implements AppAround {
  readonly name = 'smart-0dte';
  readonly isPackaged = true;
  readonly version: string;
  readonly userDataPath: string;
  readonly baseCachePath: string;
  readonly appUpdateConfigPath: string;
  quitHandlers = 0;

  constructor(directory: string, version: string) {
    this.version = version;
    [this.userDataPath, this.baseCachePath] = [join(directory, 'window'), join(directory, 'cache')];
    mkdirSync(directory, { recursive: true });
    this.appUpdateConfigPath = join(directory, 'app-update.yml');
    writeFileSync(this.appUpdateConfigPath, 'updaterCacheDirName: smart-0dte-updater\n');
  }

  async whenReady(): Promise<void> {}
  relaunch(): void {}
  quit(): void {}
  onQuit(): void {
    this.quitHandlers += 1;
  }
}

/** What the library does by Electron's network, by Node's. */
class NodeHttp extends HttpExecutor<ClientRequest> {
  override createRequest(options: RequestOptions, answered: (response: IncomingMessage) => void): ClientRequest {
    return request({ ...options, agent: false }, answered);
  }

  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const requested: RequestOptions = { headers: options.headers ?? {} };
      configureRequestUrl(url, requested);
      configureRequestOptions(requested);
      this.doDownload(requested, { destination, options, onCancel, callback: (error) => (error instanceof Error ? reject(error) : resolve(destination)), responseHandler: null }, 0);
    });
  }
}

/** Gives the library plain Node in place of Electron's network, and a place of new versions; null leaves that open. */
export function connected<Kind extends AppUpdater>(updater: Kind, url: string | null): Kind {
  Object.assign(updater, { httpExecutor: new NodeHttp() });
  if (url !== null) updater.setFeedURL({ provider: 'generic', url });
  return updater;
}
