import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RendererFiles, securityHeaders } from '../renderer-files.ts';
import type { Access } from './access.ts';

/** The names this server answers to; any other Host is a page elsewhere that was pointed at this address. */
export function isOwnHost(host: string | undefined, port: number): host is string {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

const NO_ACCESS =
  'This link was used already, or is not one of this terminal. Press Enter where Smart 0DTE runs to print a new link, or start it again.';

/** Answers one HTTP request: the link's code for a cookie, then the window's files to whoever may have them. */
export function answerPage(request: IncomingMessage, response: ServerResponse, port: number, access: Access, files: RendererFiles): void {
  const { host } = request.headers;
  const headers = securityHeaders(isOwnHost(host, port) ? ["'self'", `ws://${host}`] : []);
  const answer = (status: number, type: string, body: Buffer | string, more: Record<string, string> = {}): void => {
    response.writeHead(status, { ...headers, ...more, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const refuse = (status: number, reason: string, more?: Record<string, string>): void =>
    answer(status, 'text/plain; charset=utf-8', `${reason}\n`, more);

  if (!isOwnHost(host, port)) {
    refuse(403, `This terminal answers only to 127.0.0.1:${port} and localhost:${port}.`);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(405, 'Only GET and HEAD are served.', { Allow: 'GET, HEAD' });
    return;
  }
  const url = URL.parse(request.url ?? '/', `http://${host}`);
  if (url === null || url.host !== host) {
    refuse(400, 'The address cannot be read.');
    return;
  }
  const known = access.identify(request.headers) !== null;
  const code = url.searchParams.get('code');
  if (code !== null && url.pathname === '/') {
    // A HEAD, as a link preview sends, must not spend the code.
    const cookie = request.method === 'GET' ? access.exchange(code) : null;
    if (cookie !== null) answer(303, 'text/plain; charset=utf-8', '', { Location: '/', 'Set-Cookie': cookie });
    else if (known) answer(303, 'text/plain; charset=utf-8', '', { Location: '/' });
    else answer(403, 'text/html; charset=utf-8', noAccessPage());
    return;
  }
  if (!known) {
    answer(403, 'text/html; charset=utf-8', noAccessPage());
    return;
  }
  const file = files.get(url.pathname);
  if (file === undefined) refuse(404, 'There is no such file.');
  else answer(200, file.type, file.body);
}

function noAccessPage(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Smart 0DTE</title></head><body><h1>No access</h1><p>${NO_ACCESS}</p></body></html>`;
}
