import { expect, it } from 'vitest';
import { browserName } from '../../../src-main/shell/browser/browser-name.ts';

const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${KIT} Chrome/143.0.0.0 Safari/537.36`, 'Chromium 143 on Linux'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${KIT} HeadlessChrome/143.0.0.0 Safari/537.36`, 'Headless Chromium 143 on Linux'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`, 'Edge 143 on Windows'],
  ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox 145 on Linux'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15', 'Safari 19 on macOS'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1', 'Safari 19 on iOS'],
  [`Mozilla/5.0 (Linux; Android 16) ${KIT} Chrome/143.0.0.0 Mobile Safari/537.36`, 'Chromium 143 on Android'],
  ['curl/8.15.0', 'a browser'],
  [undefined, 'a browser'],
  // Nothing of what it does not know is taken over.
  ['<script>alert(1)</script> Chrome/99999999999', 'Chromium 9999'],
])('tells of %s', (userAgent, told) => {
  expect(browserName(userAgent)).toBe(told);
});
