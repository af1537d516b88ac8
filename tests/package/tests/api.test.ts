import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiPage, indexPage, pageName } from '../api-pages.js';
import { apiReport, reportName } from '../api-report.js';
import { specifier, subpaths } from '../packed.js';
import { pages, reports } from '../places.js';

// `npm run api` sets it: what is there then becomes what is expected.
const accept = Boolean(process.env.ACCEPT_API);

/** Writes the file if that is wanted, and returns what is committed. */
function committed(folder: string, name: string, found: string): string {
  const path = join(folder, name);
  if (accept) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, found);
  }
  return existsSync(path) ? readFileSync(path, 'utf8') : 'no file yet';
}

test.each(subpaths())('the public API of %s is the committed one', (subpath) => {
  const found = apiReport(subpath);
  const message =
    `The public API of ${specifier(subpath)} is not what safejwt-js/api/${reportName(subpath)} says. ` +
    'If it is meant to change: npm run api, commit the report, and add a line to CHANGELOG.md.';
  expect(committed(reports, reportName(subpath), found), message).toBe(found);
});

// The reports above write what these read.
test.each(subpaths())('the page of %s in the documentation has its declarations and comments', (subpath) => {
  const found = apiPage(subpath);
  expect(committed(pages, pageName(subpath), found), 'npm run api').toBe(found);
});

test('the documentation lists the entries and nothing else', () => {
  const found = indexPage();
  expect(committed(pages, 'index.md', found), 'npm run api').toBe(found);
  expect(readdirSync(pages).sort()).toEqual([...subpaths().map(pageName), 'index.md'].sort());
});

test('every committed report is of an entry', () => {
  expect(readdirSync(reports).sort()).toEqual(subpaths().map(reportName).sort());
});
