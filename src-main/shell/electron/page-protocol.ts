import { protocol } from 'electron';
import { type RendererFiles, securityHeaders } from '../renderer-files.ts';

const SCHEME = 'smart-0dte';
const HOST = 'terminal';
/** Where the window's page lies: a scheme of its own, so that it has an origin and headers, and files on disk have neither. */
export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;

/** To be called before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves the built window, and nothing else, under PAGE_ORIGIN. */
export function servePage(files: RendererFiles): void {
  const headers = securityHeaders([]);
  protocol.handle(SCHEME, (request) => {
    const url = URL.parse(request.url);
    const file = url?.host === HOST ? files.get(url.pathname) : undefined;
    if (file === undefined) return new Response('There is no such file.\n', { status: 404, headers });
    return new Response(file.body, { headers: { ...headers, 'Content-Type': file.type } });
  });
}
