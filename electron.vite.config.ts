import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { bundledPackages } from './scripts/bundled-packages.ts';

const root = import.meta.dirname;
const source = (path: string): string => join(root, path);
/** For the licences of what ships. */
const noted = (part: string) => bundledPackages(root, source(`out/bundled/${part}.json`));

export default defineConfig({
  main: {
    plugins: [noted('main')],
    build: {
      // Pure JavaScript is bundled: one file opens faster than hundreds, and the program runs without node_modules but
      // for what is native. What is imported and stands here is what the installers bring (electron-builder.config.mjs).
      externalizeDeps: false,
      rolldownOptions: {
        // After the native two: additions that ws, pg and debug use only where they are installed.
        external: ['better-sqlite3', '@node-rs/argon2', 'bufferutil', 'utf-8-validate', 'pg-native', 'supports-color'],
        input: {
          index: source('src-main/index.ts'),
          browser: source('src-main/browser.ts'),
          headless: source('src-main/headless.ts'),
          migrate: source('src-main/migrate.ts'),
          backup: source('src-main/backup.ts'),
          'audit-verify': source('src-main/audit-verify.ts'),
          'archive-worker': source('src-main/backups/archive/archive-worker.ts'),
          'sqlite-worker': source('src-main/stores/relational/sqlite/sqlite-worker.ts'),
          'print-worker': source('src-main/printing/print-worker.ts'),
          'time-series-worker': source('src-main/stores/timeseries/embedded/time-series-worker.ts'),
          'recordings-worker': source('src-main/market-data/recordings/recordings-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    plugins: [noted('preload')],
    build: {
      rolldownOptions: {
        input: { index: source('src-preload/index.ts') },
        // A sandboxed preload script cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('src-renderer'),
    plugins: [react(), noted('renderer')],
    build: {
      outDir: source('out/renderer'),
      // The page's policy allows no data: addresses.
      assetsInlineLimit: 0,
      minify: true,
      rolldownOptions: { input: source('src-renderer/index.html') },
    },
  },
});
