import { securityHeaders } from '../../page-headers.ts';
import { fileAt, type RendererFiles } from '../../renderer-files.ts';
import { isOfPage, PAGE_SCHEME } from './page-origin.ts';

export { PAGE_SCHEME };

/** What the page's scheme may do in Chromium; whatever is not named it may not. */
export const PAGE_SCHEME_PRIVILEGES = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  corsEnabled: false,
  bypassCSP: false,
  allowServiceWorkers: false,
  allowExtensions: false,
  stream: false,
  codeCache: false,
} as const;

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer> | string | null;
}

/** The answer to a request for the page's scheme: a file of the built window, or none. */
export function pageAnswer(files: RendererFiles, method: string, address: string): PageAnswer {
  const headers = securityHeaders(["'self'"]);
  const text = { ...headers, 'Content-Type': 'text/plain; charset=utf-8' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { ...text, Allow: 'GET, HEAD' }, body: 'Only GET and HEAD are served.\n' };
  const file = isOfPage(address) ? fileAt(files, pathAsWritten(address)) : null;
  if (file === null) return { status: 404, headers: text, body: 'There is no such file.\n' };
  return { status: 200, headers: { ...headers, 'Content-Type': file.type }, body: method === 'HEAD' ? null : file.body };
}

/** Before anything is resolved or decoded; a query makes it none of ours. */
function pathAsWritten(address: string): string {
  const [, path = ''] = /^[^:]+:\/\/[^/?#]*([^#]*)/.exec(address) ?? [];
  return path === '' ? '/' : path;
}
