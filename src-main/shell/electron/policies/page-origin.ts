import { fragmentOf, windowNamed, type WindowName } from '../../../../src-core/contract/window-names.ts';

const SCHEME = 'smart-0dte';
const HOST = 'terminal';

export const PAGE_SCHEME = SCHEME;
/** Where the window's page lies: a scheme of its own, so that it has an origin and headers, and files on disk have neither. */
export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;

/** The page as one window shows it: its name is the fragment, which no request carries. */
export function pageUrlOf(name: WindowName): string {
  return `${PAGE_URL}${fragmentOf(name)}`;
}

/** Whether the address is of the window's page, its files and its places. Read as a URL, never by its first letters. */
export function isOfPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
}

/** Whether the address is the page itself, as some window shows it, and not a file of it. */
export function isPage(address: string): boolean {
  if (!isOfPage(address)) return false;
  const url = URL.parse(address);
  return (url?.pathname === '/' || url?.pathname === '') && url.search === '' && windowNamed(url.hash) !== null;
}
