/** What Electron's WebPreferences are for every window; what is left out is what its default is, and no default here is a right. */
export const WEB_PREFERENCES = {
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
  // A dictionary would be fetched from a server, and what is typed would be learnt.
  spellcheck: false,
  // No page of ours asks by alert() or prompt(): a text of its own cannot look like the program's.
  disableDialogs: true,
  enableWebSQL: false,
} as const;

/** The preferences of a window; developer tools are for a program that is not packaged. */
export function webPreferences(preload: string, isPackaged: boolean): typeof WEB_PREFERENCES & { readonly preload: string; readonly devTools: boolean } {
  return { ...WEB_PREFERENCES, preload, devTools: !isPackaged };
}
