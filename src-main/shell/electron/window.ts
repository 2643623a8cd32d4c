import { BrowserWindow, MessageChannelMain } from 'electron';
import { serveContract } from '../../../src-core/contract/server.ts';
import type { Terminal } from '../../terminal.ts';
import { messagePort } from './message-port.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

/** The dark ground of the window, shown until its page has painted. */
const GROUND = '#0b0e11';

/** Opens a window on the terminal. Each load of its page gets a port of its own; the one before is closed. */
export function openWindow(terminal: Pick<Terminal, 'host'>, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    backgroundColor: GROUND,
    title: 'Smart 0DTE',
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());

  let disconnect = (): void => undefined;
  const leave = (): void => {
    disconnect();
    disconnect = () => undefined;
  };
  webContents.on('did-finish-load', () => {
    leave();
    const { port1, port2 } = new MessageChannelMain();
    const port = messagePort(port1);
    serveContract(port, terminal.host({ origin: 'window' }));
    disconnect = () => port.close();
    webContents.postMessage('smart-0dte:port', null, [port2]);
  });
  webContents.on('render-process-gone', leave);
  window.on('closed', leave);
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}
