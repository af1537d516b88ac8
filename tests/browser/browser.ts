import { existsSync } from 'node:fs';

/** Where systems put a Chromium; tools/browser.py finds one anywhere, or fetches it, and names it in CHROMIUM_PATH. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Options for a browser that is there; without any, Playwright starts its own. An empty CHROMIUM_PATH asks for that. */
export function launchOptions(): { executablePath?: string } {
  const executablePath = process.env.CHROMIUM_PATH ?? usualPlaces.find((path) => existsSync(path));
  return executablePath ? { executablePath } : {};
}
