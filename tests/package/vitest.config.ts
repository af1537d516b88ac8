import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: './pack.ts',
    // attw and API Extractor bring a TypeScript each.
    testTimeout: 60_000,
  },
});
