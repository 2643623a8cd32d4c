import { app, dialog } from 'electron';
import { inSafeMode, safeModeOffer } from '../../app/diagnostics/safe-mode-offer.ts';

export type SafeModeChoice = 'safe' | 'usual' | 'quit';

const CHOICES = ['safe', 'usual', 'quit'] as const satisfies readonly SafeModeChoice[];

/** Asks how to start where the starts before this one failed; 'usual' where there is nothing to ask. The app must be ready. */
export function askForSafeMode(failed: number, isSafeMode: boolean): SafeModeChoice {
  const offer = safeModeOffer(failed, isSafeMode);
  if (offer === null) return 'usual';
  const chosen = dialog.showMessageBoxSync({
    type: 'warning',
    title: 'Smart 0DTE',
    message: offer.message,
    detail: offer.detail,
    buttons: ['Start in safe mode', 'Start as usual', 'Quit'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return CHOICES[chosen] ?? 'quit';
}

/** What of safe mode is Electron's. Before the app is ready. */
export function withoutGraphicsAcceleration(isSafeMode: boolean): void {
  if (isSafeMode) app.disableHardwareAcceleration();
}

/** Starts the program anew in safe mode once this one has exited: acceleration can only be given up before the app is ready. */
export function relaunchInSafeMode(argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): void {
  // An AppImage's own path is of this run alone.
  const { APPIMAGE: execPath } = environment;
  app.relaunch({ args: [...inSafeMode(argv.slice(1))], ...(execPath === undefined ? {} : { execPath }) });
}
