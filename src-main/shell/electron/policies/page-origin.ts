const SCHEME = 'smart-0dte';
const HOST = 'terminal';

export const PAGE_SCHEME = SCHEME;
/** Where the window's page lies: a scheme of its own, so that it has an origin and headers, and files on disk have neither. */
export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;

/** Whether the address is of the window's page, its files and its places. Read as a URL, never by its first letters. */
export function isOfPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
}
