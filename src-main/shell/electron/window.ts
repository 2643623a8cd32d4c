import { app, BrowserWindow, MessageChannelMain } from 'electron';
import type { ServerPort } from '../../../src-core/contract/messages.ts';
import { serveContract } from '../../../src-core/contract/server.ts';
import type { WindowName } from '../../../src-core/contract/window-names.ts';
import type { Terminal } from '../../terminal.ts';
import type { Device } from './desktop-device.ts';
import { messagePort } from './message-port.ts';
import type { Bounds } from './policies/monitor-set.ts';
import { pageUrlOf } from './policies/page-origin.ts';
import { mayHavePort } from './policies/port-receiver.ts';
import { webPreferences } from './policies/web-preferences.ts';
import { FIRST_SIZE, LEAST_SIZE } from './policies/window-placement.ts';

/** The dark ground of the window, shown until its page has painted. */
const GROUND = '#0b0e11';

export interface WindowParts {
  readonly terminal: Pick<Terminal, 'host'>;
  readonly preload: string;
  /** What the window is known by now. */
  readonly deviceOf: () => Device;
  /** 'main' unless given. */
  readonly name?: WindowName;
  /** DIPs; where the system puts it unless given. */
  readonly bounds?: Bounds;
  /** Called whenever a page that was given the core's port says something on it. */
  readonly onConnected?: () => void;
}

/**
 * Opens a window on the terminal. Each load of its page gets a port of its own; the one before is closed, as it is when
 * the page goes elsewhere or its process dies. What is not our page gets none.
 */
export function openWindow({ terminal, preload, deviceOf, name = 'main', bounds, onConnected = () => undefined }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    ...(bounds ?? FIRST_SIZE),
    minWidth: Math.min(LEAST_SIZE.width, bounds?.width ?? LEAST_SIZE.width),
    minHeight: Math.min(LEAST_SIZE.height, bounds?.height ?? LEAST_SIZE.height),
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
    serveContract(heard(port, onConnected), terminal.host({ origin: 'window', device: deviceOf() }));
    disconnect = () => port.close();
    webContents.postMessage('smart-0dte:port', null, [port2]);
  });
  // Of the main frame, once it shows another document.
  webContents.on('did-navigate', leave);
  webContents.on('render-process-gone', leave);
  window.on('closed', leave);
  void window.loadURL(pageUrlOf(name));
  return window;
}

/** The port, where `listener` is told of each message. */
function heard(port: ServerPort, listener: () => void): ServerPort {
  return {
    ...port,
    onMessage: (take) =>
      port.onMessage((message) => {
        listener();
        take(message);
      }),
  };
}
