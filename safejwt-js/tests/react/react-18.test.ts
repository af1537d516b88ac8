// @vitest-environment jsdom
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as ReactDomClient from 'react-dom/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAuthClient } from '../../src/index.js';
import { createFakeServer, type people } from '../fake-server.js';
import { clearCookie } from '../page.js';

/**
 * React 18 beside React 19: a workspace of its own, because npm does not install react-dom 18 under another name beside
 * another react. Without it these tests are skipped.
 */
const home = join(import.meta.dirname, '..', '..', '..', 'tools', 'react-18', 'package.json');
const load = createRequire(home);

function has18(): boolean {
  try {
    return load('react/package.json').version.startsWith('18.');
  } catch {
    return false;
  }
}

describe.skipIf(!has18())('with React 18', () => {
  let React: typeof import('react');
  let dom: typeof ReactDomClient;
  let bindings: typeof import('../../src/react/index.js');

  beforeAll(async () => {
    for (const name of ['react', 'react/jsx-runtime', 'react/jsx-dev-runtime']) vi.doMock(name, () => load(name));
    vi.resetModules();
    React = load('react');
    dom = load('react-dom/client');
    bindings = await import('../../src/react/index.js');
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  });
  afterAll(() => void vi.doUnmock('react'));
  beforeEach(() => {
    clearCookie('csrftoken');
    document.body.innerHTML = '';
  });
});
