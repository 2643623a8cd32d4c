/** In the order they are looked for: those built on others name these as well. */
const BROWSERS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(?:A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Vivaldi', /\bVivaldi\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Headless Chromium', /\bHeadlessChrome\/(\d+)/],
  ['Chromium', /\b(?:Chrome|Chromium|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* .*\bSafari\//],
];

const SYSTEMS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b|\bMac OS X\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
];

/** A User-Agent header in a few words, "Chromium 143 on Linux"; of what it does not know it takes nothing over. */
export function browserName(userAgent: string | undefined): string {
  const given = userAgent?.slice(0, 500) ?? '';
  let browser = 'a browser';
  for (const [name, sign] of BROWSERS) {
    const [, version] = sign.exec(given) ?? [];
    if (version === undefined) continue;
    browser = `${name} ${version.slice(0, 4)}`;
    break;
  }
  const system = SYSTEMS.find(([, sign]) => sign.test(given));
  return system === undefined ? browser : `${browser} on ${system[0]}`;
}
