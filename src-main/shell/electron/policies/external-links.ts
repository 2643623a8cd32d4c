/** Sites that the window may have the system's browser show: the chart library's, which its licence wants named. */
const HOSTS: readonly string[] = ['www.tradingview.com'];
const LONGEST = 2_000;

/** The one gate to the system's browser: the address as it may be opened, or null where it may not be. */
export function externalAddress(address: string): string | null {
  if (address.length > LONGEST) return null;
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return null;
  return HOSTS.includes(url.hostname) ? url.href : null;
}
