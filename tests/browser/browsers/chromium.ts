import { existsSync } from 'node:fs';

interface Program {
  executablePath?: string;
}

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const headlessShells = ['/usr/bin/chromium-headless-shell'];

/** The whole browser: CHROMIUM_PATH, or one that is installed; otherwise Playwright starts its own. */
export function chromium(): Program & { channel?: string } {
  const executablePath = process.env.CHROMIUM_PATH ?? usualPaths.find((path) => existsSync(path));
  return executablePath ? { executablePath } : { channel: 'chromium' };
}

/**
 * Chromium's headless shell, which takes a third less processor time than the whole browser: Playwright's own default, or
 * the distribution's, which has the version of the browser beside it. The whole browser where there is none.
 */
export function headlessShell(): Program {
  const { executablePath } = chromium();
  if (!executablePath) return {};
  const shell = executablePath === '/usr/bin/chromium' && headlessShells.find((path) => existsSync(path));
  return { executablePath: shell || executablePath };
}
