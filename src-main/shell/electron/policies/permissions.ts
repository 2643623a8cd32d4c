import { isOfPage } from './page-origin.ts';

/** What a page asks the system for, as Electron tells it. */
export interface PermissionAsked {
  readonly permission: string;
  /** The last address of the frame that asks; absent where no document asks. */
  readonly requestingUrl?: string | undefined;
  readonly isMainFrame: boolean;
}

/** All that the window needs: alerts are shown by the system too. */
const GRANTED: readonly string[] = ['notifications'];

/** Whether a permission is given, to a request as to a look: to our own page alone, never to a frame in it. */
export function isPermitted({ permission, requestingUrl, isMainFrame }: PermissionAsked): boolean {
  return GRANTED.includes(permission) && isMainFrame && requestingUrl !== undefined && isOfPage(requestingUrl);
}

/** Files that are saved are made in the page: a download of anything else is none of ours. */
export function isOwnDownload(address: string): boolean {
  return address.startsWith('blob:') && isOfPage(address.slice('blob:'.length));
}
