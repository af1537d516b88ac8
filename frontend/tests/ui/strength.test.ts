import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PRODUCT } from '../../src/product';
import { MIN_LENGTH, missingCharacters } from '../../src/ui/forms/password-rule';
import { strengthOf } from '../../src/ui/forms/strength';

test("the minimum length matches the server's setting", async () => {
  const settings = readFileSync('../backend/main/settings.py', 'utf8');
  expect(/LengthValidator".*"min_length": (\d+)/.exec(settings)?.[1]).toBe(String(MIN_LENGTH));
});

test('characters are counted as on the server', async () => {
  expect(missingCharacters('e\u0301'.repeat(14))).toBe(1);
  expect(missingCharacters('😀'.repeat(11))).toBe(4);
  expect(missingCharacters('😀'.repeat(15))).toBe(0);
  expect(missingCharacters('12345678', 12)).toBe(4);
});

test('names of the product and of the user make a password weaker', async () => {
  expect(strengthOf('harborq2026harborq', []).score).toBe(4);
  expect(strengthOf(`${PRODUCT}2026${PRODUCT}`, []).score).toBeLessThan(4);
  const user = ['montgomery-quillfeather', 'montgomery@waverly-harbour.example'];
  expect(strengthOf('quillfeatherwaverly', []).score).toBeGreaterThan(2);
  expect(strengthOf('quillfeatherwaverly', user).score).toBeLessThan(3);
});
