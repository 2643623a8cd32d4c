import { app, type Session, shell, type WebContents } from 'electron';
import { externalAddress } from './policies/external-links.ts';
import { mayNavigate } from './policies/navigation.ts';
import { isOwnDownload, isPermitted } from './policies/permissions.ts';

/** Puts the policies before everything that Electron would do of itself. To be called once, before a window is opened. */
export function guardApp(session: Session): void {
  guardSession(session);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  // Nothing here speaks to a server through Chromium; where something did, a certificate that is not good stays so.
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, decide) => {
    event.preventDefault();
    decide(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault();
    choose();
  });
  app.on('login', (event) => event.preventDefault());
}

function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl, isMainFrame }) => decide(isPermitted({ permission, requestingUrl, isMainFrame })));
  session.setPermissionCheckHandler((_contents, permission, _origin, { requestingUrl, isMainFrame }) => isPermitted({ permission, requestingUrl, isMainFrame }));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, decide) => decide(null));
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURL())) event.preventDefault();
  });
  session.setSpellCheckerEnabled(false);
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url);
    if (address !== null) void shell.openExternal(address);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (details) => {
    if (!mayNavigate(details)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => {
    if (!mayNavigate(details)) details.preventDefault();
  });
  contents.on('will-frame-navigate', (details) => {
    if (!mayNavigate(details)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
}
