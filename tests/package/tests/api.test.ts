import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiReport, reportName } from '../api-report.js';
import { specifier, subpaths } from '../packed.js';
import { reports } from '../places.js';

// `npm run api` sets it: what is there then becomes what is expected.
const accept = Boolean(process.env.ACCEPT_API);

test.each(subpaths())('the public API of %s is the committed one', (subpath) => {
  const path = join(reports, reportName(subpath));
  const found = apiReport(subpath);
  if (accept) {
    mkdirSync(reports, { recursive: true });
    writeFileSync(path, found);
  }
  const message =
    `The public API of ${specifier(subpath)} is not what safejwt-js/api/${reportName(subpath)} says. ` +
    'If it is meant to change: npm run api, commit the report, and add a line to CHANGELOG.md.';
  expect(existsSync(path) ? readFileSync(path, 'utf8') : 'no report yet', message).toBe(found);
});

test('every committed report is of an entry', () => {
  expect(readdirSync(reports).sort()).toEqual(subpaths().map(reportName).sort());
});
