/**
 * Jest runs a page of jsdom in a context of its own, which lacks some globals that browsers and Node
 * have. This module adds Node's, and replaces none.
 */
const needed = ['Headers', 'Request', 'Response', 'ReadableStream', 'TextDecoder', 'TextEncoder'];

interface NodeProcess {
  getBuiltinModule?(name: 'node:vm'): { runInThisContext(code: string): Readonly<Record<string, unknown>> };
}

const missing = needed.filter((name) => !(name in globalThis));
const { process } = globalThis as { process?: NodeProcess };

if (missing.length > 0) {
  const node = process?.getBuiltinModule?.('node:vm').runInThisContext('globalThis') ?? {};
  for (const name of missing) Object.defineProperty(globalThis, name, { value: node[name], writable: true });
}

/** Clones as a channel does. Messages are JSON, so this will do where Jest has no structuredClone. */
export const clone: typeof structuredClone =
  globalThis.structuredClone ?? ((value) => JSON.parse(JSON.stringify(value)));
