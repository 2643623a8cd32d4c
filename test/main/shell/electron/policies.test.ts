import { FuseV1Options } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { WINDOW_NAMES } from '../../../../src-core/contract/window-names.ts';
import { commandLineRefusal, WEAKENING_SWITCHES } from '../../../../src-main/shell/electron/policies/command-line.ts';
import { externalAddress } from '../../../../src-main/shell/electron/policies/external-links.ts';
import { FUSES } from '../../../../src-main/shell/electron/policies/fuses.ts';
import { mayNavigate } from '../../../../src-main/shell/electron/policies/navigation.ts';
import { PAGE_SCHEME_PRIVILEGES, pageAnswer } from '../../../../src-main/shell/electron/policies/page-files.ts';
import { PAGE_URL, pageUrlOf } from '../../../../src-main/shell/electron/policies/page-origin.ts';
import { isOwnDownload, isPermitted } from '../../../../src-main/shell/electron/policies/permissions.ts';
import { mayHavePort } from '../../../../src-main/shell/electron/policies/port-receiver.ts';
import { webPreferences } from '../../../../src-main/shell/electron/policies/web-preferences.ts';
import type { RendererFiles } from '../../../../src-main/shell/renderer-files.ts';

/** Addresses that look like the page's, and are somebody else's. */
const LOOKALIKES = [
  'https://terminal/',
  'http://127.0.0.1:4785/',
  'file:///etc/passwd',
  'about:blank',
  'data:text/html,x',
  'javascript:alert(1)',
  'smart-0dte://terminal.evil.example/',
  'smart-0dte://terminal@evil.example/',
  'smart-0dte://user@terminal/',
  'smart-0dte://terminal:1/',
  'smart-0dte:terminal/',
  'smart-0dte-evil://terminal/',
  'blob:smart-0dte://terminal/x',
  '',
  // Of the page, and no window of it.
  'smart-0dte://terminal/#window-9',
  'smart-0dte://terminal/#window-2?x',
  'smart-0dte://terminal/#evil',
  'smart-0dte://terminal/?window-2',
];
/** Those of them that are not the page's at all. */
const ELSEWHERE = LOOKALIKES.slice(0, -4);

describe('web preferences', () => {
  it('give a window no right of Node, Chromium’s experiments or other people’s content', () => {
    expect(webPreferences('/preload.cjs', true)).toEqual({
      preload: '/preload.cjs',
      devTools: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableDialogs: true,
      enableWebSQL: false,
    });
    expect(webPreferences('/preload.cjs', false).devTools).toBe(true);
  });
});

describe('permissions', () => {
  it('are none but notifications, for the page’s main frame alone', () => {
    expect(isPermitted({ permission: 'notifications', requestingUrl: PAGE_URL, isMainFrame: true })).toBe(true);
    expect(isPermitted({ permission: 'notifications', requestingUrl: PAGE_URL, isMainFrame: false })).toBe(false);
    expect(isPermitted({ permission: 'notifications', isMainFrame: true })).toBe(false);
    for (const requestingUrl of ELSEWHERE) expect(isPermitted({ permission: 'notifications', requestingUrl, isMainFrame: true }), requestingUrl).toBe(false);
    for (const permission of ['media', 'display-capture', 'geolocation', 'clipboard-read', 'usb', 'serial', 'hid', 'fileSystem', 'openExternal', 'fullscreen', 'unknown']) {
      expect(isPermitted({ permission, requestingUrl: PAGE_URL, isMainFrame: true }), permission).toBe(false);
    }
  });

  it('let nothing be downloaded but what the page itself made', () => {
    expect(isOwnDownload('blob:smart-0dte://terminal/0f3a')).toBe(true);
    for (const address of [...LOOKALIKES.filter((address) => !address.startsWith('blob:')), PAGE_URL, 'blob:https://evil.example/1', 'blob:null/1']) {
      expect(isOwnDownload(address), address).toBe(false);
    }
  });
});

describe('navigation', () => {
  it('leads to the page itself, in the main frame, and nowhere else', () => {
    expect(mayNavigate({ url: PAGE_URL, isMainFrame: true })).toBe(true);
    expect(mayNavigate({ url: 'smart-0dte://terminal', isMainFrame: true })).toBe(true);
    expect(mayNavigate({ url: PAGE_URL, isMainFrame: false })).toBe(false);
    for (const name of WINDOW_NAMES) expect(mayNavigate({ url: pageUrlOf(name), isMainFrame: true }), name).toBe(true);
    for (const url of [...LOOKALIKES, 'smart-0dte://terminal/assets/app.js', 'smart-0dte://terminal/?next=x']) expect(mayNavigate({ url, isMainFrame: true }), url).toBe(false);
  });
});

describe('the core’s port', () => {
  it('is handed to the page of our own origin alone', () => {
    expect(mayHavePort({ url: PAGE_URL, origin: 'smart-0dte://terminal' })).toBe(true);
    expect(mayHavePort({ url: pageUrlOf('window-2'), origin: 'smart-0dte://terminal' })).toBe(true);
    expect(mayHavePort(null)).toBe(false);
    for (const url of [...LOOKALIKES, 'smart-0dte://terminal/assets/app.js']) expect(mayHavePort({ url, origin: 'smart-0dte://terminal' }), url).toBe(false);
    // An address that is ours, of a document that is not.
    for (const origin of ['null', '', 'https://evil.example', 'smart-0dte://terminal.evil.example']) expect(mayHavePort({ url: PAGE_URL, origin }), origin).toBe(false);
  });
});

describe('the gate to the system’s browser', () => {
  it('opens for https to the named sites, and for nothing else', () => {
    expect(externalAddress('https://www.tradingview.com/lightweight-charts/')).toBe('https://www.tradingview.com/lightweight-charts/');
    for (const address of [
      'http://www.tradingview.com/',
      'https://tradingview.com.evil.example/',
      'https://www.tradingview.com@evil.example/',
      'https://user:word@www.tradingview.com/',
      'https://www.tradingview.com:8443/',
      'https://evil.example/?https://www.tradingview.com/',
      `https://www.tradingview.com/${'x'.repeat(2_000)}`,
      'file:///usr/bin/xterm',
      'smb://evil.example/share',
      'ms-msdt:/id',
      'javascript:alert(1)',
      'mailto:a@www.tradingview.com',
      '',
    ]) {
      expect(externalAddress(address), address).toBeNull();
    }
  });
});

describe('the page’s scheme', () => {
  const files: RendererFiles = new Map(
    ['/', '/index.html', '/assets/app.js'].map((path) => [path, { body: Buffer.from(path), type: path.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8' }]),
  );

  it('serves the built files, to be read', () => {
    expect(pageAnswer(files, 'GET', PAGE_URL)).toMatchObject({ status: 200, body: Buffer.from('/') });
    expect(pageAnswer(files, 'GET', 'smart-0dte://terminal')).toMatchObject({ status: 200 });
    expect(pageAnswer(files, 'GET', 'smart-0dte://terminal/assets/app.js#part')).toMatchObject({ status: 200, headers: { 'Content-Type': 'text/javascript; charset=utf-8' } });
    expect(pageAnswer(files, 'HEAD', PAGE_URL)).toMatchObject({ status: 200, body: null });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get']) expect(pageAnswer(files, method, PAGE_URL).status, method).toBe(405);
  });

  it('contains its paths: nothing above, beside, encoded or asked with a query', () => {
    for (const path of ['../package.json', '..%2f..%2fpackage.json', '%2e%2e/package.json', '%252e%252e%252f', 'assets/..%5c..%5cx', 'assets\\app.js', 'assets//app.js', '/assets/app.js', './index.html', 'assets/../index.html', 'index.html%00', 'index.html?x', '?', 'INDEX.HTML', '.env']) {
      expect(pageAnswer(files, 'GET', `${PAGE_URL}${path}`).status, path).toBe(404);
    }
    for (const address of ELSEWHERE) expect(pageAnswer(files, 'GET', address).status, address).toBe(404);
  });

  it('carries the policy with every answer, and goes around none', () => {
    for (const { headers } of [pageAnswer(files, 'GET', PAGE_URL), pageAnswer(files, 'GET', `${PAGE_URL}none`), pageAnswer(files, 'POST', PAGE_URL)]) {
      expect(headers['Content-Security-Policy']).toContain("connect-src 'self';");
      expect(headers['X-Content-Type-Options']).toBe('nosniff');
      expect(headers['Permissions-Policy']).toContain('camera=()');
    }
    expect(PAGE_SCHEME_PRIVILEGES).toMatchObject({ standard: true, secure: true, bypassCSP: false, corsEnabled: false, allowServiceWorkers: false, allowExtensions: false });
  });
});

describe('the command line', () => {
  const none = (): boolean => false;

  it('may weaken nothing of an installed program', () => {
    for (const name of Object.keys(WEAKENING_SWITCHES)) {
      for (const argument of [`--${name}`, `--${name}=9222`, `-${name}`, `/${name}`, `--${name.toUpperCase()}=1`]) {
        expect(commandLineRefusal(['/opt/smart-0dte', '--seed', '1', argument], none, true), argument).toMatch(new RegExp(`^--${name} .*expected a start without it$`));
      }
      // Chromium reads more than the arguments: what it says it has, counts.
      expect(commandLineRefusal(['/opt/smart-0dte'], (asked) => asked === name, true)).toMatch(new RegExp(`^--${name} `));
    }
    for (const name of ['remote-debugging-port', 'inspect', 'no-sandbox', 'disable-web-security', 'ignore-certificate-errors', 'load-extension', 'js-flags']) {
      expect(WEAKENING_SWITCHES).toHaveProperty(name);
    }
  });

  it('says what a switch does in a sentence', () => {
    expect(commandLineRefusal(['/opt/smart-0dte', '--remote-debugging-port=0'], none, true)).toBe(
      '--remote-debugging-port lets other programs drive the window: the installed program does not start with it; expected a start without it',
    );
  });

  it('is the developer’s own where nothing is installed, and takes the program’s flags', () => {
    expect(commandLineRefusal(['electron', '--no-sandbox', '.'], () => true, false)).toBeNull();
    expect(commandLineRefusal(['/opt/smart-0dte', '--data-dir', '/tmp/inspect', '--port', '0'], none, true)).toBeNull();
  });
});

describe('fuses', () => {
  it('are all in the table, each as it is wanted', () => {
    const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
    expect(Object.keys(FUSES).toSorted()).toEqual(known.toSorted());
    expect(Object.fromEntries(Object.entries(FUSES).map(([name, { enabled }]) => [name, enabled]))).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
      WasmTrapHandlers: true,
    });
  });
});
