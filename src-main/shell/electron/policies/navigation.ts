import { isOfPage } from './page-origin.ts';

/** A frame on its way to another document, by a link, a script or a redirect. */
export interface Navigation {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** Whether it may go there: the window's page shows itself anew, and nothing else, and has no frames. */
export function mayNavigate({ url, isMainFrame }: Navigation): boolean {
  return isMainFrame && isPage(url);
}

/** Whether the address is the page itself, and not a file of it. */
export function isPage(address: string): boolean {
  if (!isOfPage(address)) return false;
  const url = URL.parse(address);
  return (url?.pathname === '/' || url?.pathname === '') && url.search === '';
}
