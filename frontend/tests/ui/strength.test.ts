import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isTooShort, MIN_LENGTH } from '../../src/ui/forms/password-rule';
import { strengthOf } from '../../src/ui/forms/strength';

test("the minimum length matches the server's setting", async () => {
  const settings = readFileSync('../backend/main/settings.py', 'utf8');
  expect(/LengthValidator".*"min_length": (\d+)/.exec(settings)?.[1]).toBe(String(MIN_LENGTH));
});

test('characters are counted as on the server', async () => {
  expect(isTooShort('e\u0301'.repeat(14))).toBe(true);
  expect(isTooShort('😀'.repeat(14))).toBe(true);
  expect(isTooShort('😀'.repeat(15))).toBe(false);
});

test('a password that is too short for the server is weak', async () => {
  expect(strengthOf('kX9#vQ2!mZ', [])).toMatchObject({ score: 1, isTooShort: true });
  expect(strengthOf('kX9#vQ2!mZtr7&w', [])).toMatchObject({ score: 4, isTooShort: false });
});

test('names of the product and of the user make a password weaker', async () => {
  expect(strengthOf('harborq2026harborq', []).score).toBe(4);
  expect(strengthOf('safejwt2026safejwt', []).score).toBeLessThan(4);
  const user = ['montgomery-quillfeather', 'montgomery@waverly-harbour.example'];
  expect(strengthOf('quillfeatherwaverly', []).score).toBeGreaterThan(2);
  expect(strengthOf('quillfeatherwaverly', user).score).toBeLessThan(3);
});
