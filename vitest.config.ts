import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['test/{core,main,renderer,integration}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
  },
});
