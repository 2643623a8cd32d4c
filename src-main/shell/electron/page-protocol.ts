import { protocol } from 'electron';
import type { RendererFiles } from '../renderer-files.ts';
import { PAGE_SCHEME, PAGE_SCHEME_PRIVILEGES, pageAnswer } from './policies/page-files.ts';

/** To be called before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { ...PAGE_SCHEME_PRIVILEGES } }]);
}

/** Serves the built window, and nothing else, under the page's origin. */
export function servePage(files: RendererFiles): void {
  protocol.handle(PAGE_SCHEME, ({ method, url }) => {
    const { status, headers, body } = pageAnswer(files, method, url);
    return new Response(body, { status, headers });
  });
}
