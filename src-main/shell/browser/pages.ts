import type { IncomingMessage, ServerResponse } from 'node:http';
import { securityHeaders } from '../page-headers.ts';
import { fileAt, type RendererFiles } from '../renderer-files.ts';
import type { Access } from './access.ts';
import { isFollowingLink, isFromOwnPage, isOwnHost, refusalOfPage } from './request-rules.ts';

const NO_ACCESS =
  'This link was used already, is older than five minutes, or is not one of this terminal. Press Enter where Smart 0DTE runs to print a new link, or start it again.';
/** Leads on from our own address: a browser that comes from elsewhere keeps a strict cookie back until then. */
const LEAD_ON = page('<meta http-equiv="refresh" content="0; url=/">', '<p><a href="/">Smart 0DTE</a></p>');
const NO_ACCESS_PAGE = page('', `<h1>No access</h1><p>${NO_ACCESS}</p>`);
const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

/** Answers one HTTP request: the link's code for a cookie, then the window's files to whoever may have them. */
export function answerPage(request: IncomingMessage, response: ServerResponse, port: number, access: Access, files: RendererFiles): void {
  const { host } = request.headers;
  const headers = securityHeaders(isOwnHost(host, port) ? ["'self'", `ws://${host}`] : []);
  const answer = (status: number, type: string, body: Buffer | string, more: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { ...headers, ...more, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  const refusal = refusalOfPage(request, port);
  if (refusal !== null) {
    answer(refusal.status, TEXT, `${refusal.reason}\n`, refusal.headers);
    return;
  }
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const code = path === '/' ? new URLSearchParams(query).get('code') : null;
  if (code !== null && isFollowingLink(request)) {
    const cookie = access.exchange(code, request.headers);
    if (cookie !== null || access.identify(request.headers) !== null) leadOn(cookie);
    else answer(403, HTML, NO_ACCESS_PAGE);
    return;
  }
  const proof = isFromOwnPage(request.headers) ? access.identify(request.headers) : null;
  if (proof === null || code !== null) {
    answer(403, HTML, NO_ACCESS_PAGE);
    return;
  }
  const file = fileAt(files, path);
  const cookie = path === '/' && proof.kind === 'window' ? access.renewed(request.headers) : null;
  if (file === null) answer(404, TEXT, 'There is no such file.\n');
  else answer(200, file.type, file.body, cookie === null ? {} : { 'Set-Cookie': cookie });

  function leadOn(cookie: string | null): void {
    const more = cookie === null ? {} : { 'Set-Cookie': cookie };
    if (isFromOwnPage(request.headers)) answer(303, TEXT, '', { ...more, Location: '/' });
    else answer(200, HTML, LEAD_ON, more);
  }
}

function page(head: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${head}<title>Smart 0DTE</title></head><body>${body}</body></html>`;
}
