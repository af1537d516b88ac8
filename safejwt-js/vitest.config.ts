import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The test server imports the client by its public name; here that is the source and not what was built.
  resolve: { alias: [{ find: /^safejwt-js$/, replacement: join(import.meta.dirname, 'src', 'index.ts') }] },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    // Type tests run with the others, so the error codes cannot drift from ../protocol/errors.json unnoticed.
    typecheck: { enabled: true, include: ['tests/**/*.test-d.ts'] },
    unstubGlobals: true,
    restoreMocks: true,
  },
});
