import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    // Type tests run with the others, so the error codes cannot drift from ../protocol/errors.json unnoticed.
    typecheck: { enabled: true, include: ['tests/**/*.test-d.ts'] },
    unstubGlobals: true,
    restoreMocks: true,
  },
});
