import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Serves the page that shows the trading panels over a fake core: `vite --config test/support/panels/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  cacheDir: '/tmp/smart-0dte-panels',
  server: { host: '127.0.0.1', port: 4791, strictPort: true, fs: { allow: ['../../..'] } },
});
