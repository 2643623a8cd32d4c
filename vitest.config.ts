import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** It keeps every core busy for minutes: what is timed must not run beside it. */
const BUSY = ['test/integration/signal-honesty.test.ts'];
/** Components drawn as text: their files share what they import, which takes ten times as long as they do. */
const DRAWN = ['test/renderer/**/*.test.{ts,tsx}'];

export default defineConfig({
  plugins: [react()],
  test: {
    testTimeout: 30_000,
    maxWorkers: 2,
    setupFiles: ['test/support/property-seed.ts'],
    projects: [
      { extends: true, test: { name: 'all', include: ['test/{core,main,integration}/**/*.test.{ts,tsx}'], exclude: BUSY, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'drawn', include: DRAWN, isolate: false, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'honesty', include: BUSY, sequence: { groupOrder: 1 } } },
    ],
  },
});
