import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The test server imports the client by its public name. Here that is the source, not the build.
  resolve: { alias: [{ find: /^safejwt-js$/, replacement: join(import.meta.dirname, 'src', 'index.ts') }] },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    // The type tests compare the error codes with ../protocol/errors.json.
    typecheck: { enabled: true, include: ['tests/**/*.test-d.ts'] },
    // Vitest leaves one core free by default, which on two cores is half of them.
    maxWorkers: '100%',
    unstubGlobals: true,
    restoreMocks: true,
  },
});
