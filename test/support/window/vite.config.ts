import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fakeCore } from './fake-core-plugin.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../../src-renderer', import.meta.url)),
  plugins: [react(), fakeCore()],
  server: { host: '127.0.0.1' },
});
