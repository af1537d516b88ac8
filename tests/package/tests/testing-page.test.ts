import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { output, root } from '../places.js';
import { compile, writeFiles } from '../recipes.js';

const folder = join(output, 'testing-page');
writeFiles('../start/front-end.md', folder);
writeFiles('testing.md', folder);

test('the files of the page are type-correct, beside those of the front end', () => {
  expect(compile(folder)).toBe('');
});

test('the components of the page pass their tests in Vitest, with the configuration of the page', () => {
  const vitest = join(root, 'node_modules', '.bin', 'vitest');
  const printed = execFileSync(vitest, ['run', '--root', folder, '--reporter=json'], { stdio: 'pipe' });
  const { numPassedTests, numTotalTests } = JSON.parse(`${printed}`);
  expect([numPassedTests, numTotalTests]).toEqual([3, 3]);
});

test('the page logs in as the browser tests do', () => {
  const ours = readFileSync(join(root, 'tests', 'browser', 'app', 'log-in.ts'), 'utf8');
  expect(readFileSync(join(folder, 'e2e', 'log-in.ts'), 'utf8')).toBe(ours);
});
