import { expect, test } from 'vitest';
import { budgets, withReact } from '../budgets.js';
import { bundle, everythingOf } from '../bundle.js';
import { specifier, subpaths } from '../packed.js';

test('every entry has a budget', () => {
  const without = subpaths().filter((subpath) => !budgets[subpath]);
  expect(without, 'Give these entries a budget in tests/package/budgets.ts').toEqual([]);
});

test.each(subpaths())('%s stays within its budget', async (subpath) => {
  const budget = budgets[subpath] ?? 0;
  const { size } = await bundle(everythingOf(specifier(subpath)));
  expect(size, `${specifier(subpath)} is ${size} bytes min+gzip, its budget is ${budget}`).toBeLessThanOrEqual(budget);
});

test('the core and the React bindings together stay within theirs', async () => {
  const { size } = await bundle(everythingOf(specifier('.'), specifier('./react')));
  expect(size, `together they are ${size} bytes min+gzip, the budget is ${withReact}`).toBeLessThanOrEqual(withReact);
});

test('what an app does not use is not in its bundle', async () => {
  const used = await bundle(`export { AuthError, isAuthError } from '${specifier('.')}';`);
  expect(used.size).toBeLessThan(1_000);
  const unused = await bundle(
    subpaths()
      .map((subpath) => `import '${specifier(subpath)}';`)
      .join('\n'),
  );
  expect(unused.size).toBeLessThan(100);
});
