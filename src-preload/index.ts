import { ipcRenderer } from 'electron';

/** What is needed of the page's window; the shells are checked without DOM types. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void;
};

/** Hands each port from the core on to the page; the page gets nothing else. */
ipcRenderer.on('smart-0dte:port', (event) => {
  window.postMessage('smart-0dte:port', window.location.origin, event.ports);
});
