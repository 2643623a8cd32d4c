import { app, BrowserWindow, MessageChannelMain } from 'electron';
import { serveContract } from '../../../src-core/contract/server.ts';
import type { Terminal } from '../../terminal.ts';
import type { Device } from './desktop-device.ts';
import { messagePort } from './message-port.ts';
import { PAGE_URL } from './policies/page-origin.ts';
import { mayHavePort } from './policies/port-receiver.ts';
import { webPreferences } from './policies/web-preferences.ts';

/** The dark ground of the window, shown until its page has painted. */
const GROUND = '#0b0e11';

export interface WindowParts {
  readonly terminal: Pick<Terminal, 'host'>;
  readonly preload: string;
  /** What the window is known by now. */
  readonly deviceOf: () => Device;
}

/**
 * Opens a window on the terminal. Each load of its page gets a port of its own; the one before is closed, as it is when
 * the page goes elsewhere or its process dies. What is not our page gets none.
 */
export function openWindow({ terminal, preload, deviceOf }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    backgroundColor: GROUND,
    title: 'Smart 0DTE',
    webPreferences: webPreferences(preload, app.isPackaged),
  });
  const { webContents } = window;

  let disconnect = (): void => undefined;
  const leave = (): void => {
    disconnect();
    disconnect = () => undefined;
  };
  webContents.on('did-finish-load', () => {
    leave();
    const { url, origin } = webContents.mainFrame;
    if (!mayHavePort({ url, origin })) return;
    const { port1, port2 } = new MessageChannelMain();
    const port = messagePort(port1);
    serveContract(port, terminal.host({ origin: 'window', device: deviceOf() }));
    disconnect = () => port.close();
    webContents.postMessage('smart-0dte:port', null, [port2]);
  });
  // Of the main frame, once it shows another document.
  webContents.on('did-navigate', leave);
  webContents.on('render-process-gone', leave);
  window.on('closed', leave);
  void window.loadURL(PAGE_URL);
  return window;
}
