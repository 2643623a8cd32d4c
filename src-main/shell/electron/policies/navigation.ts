import { isPage } from './page-origin.ts';

/** A frame on its way to another document, by a link, a script or a redirect. */
export interface Navigation {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** Whether it may go there: the window's page shows itself anew, and nothing else, and has no frames. */
export function mayNavigate({ url, isMainFrame }: Navigation): boolean {
  return isMainFrame && isPage(url);
}
