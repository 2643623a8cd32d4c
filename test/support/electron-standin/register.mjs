import { registerHooks } from 'node:module';

const standin = new URL('electron.ts', import.meta.url).href;

/** Whoever imports or requires "electron" gets the stand-in. */
registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: standin, shortCircuit: true } : next(specifier, context)),
});
