import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isTooShort, MIN_LENGTH } from '../../src/ui/forms/password-rule';
import { strengthOf } from '../../src/ui/forms/strength';

test('the fewest characters are those of the server’s rule', async () => {
  const settings = readFileSync('../backend/main/settings.py', 'utf8');
  expect(/LengthValidator".*"min_length": (\d+)/.exec(settings)?.[1]).toBe(String(MIN_LENGTH));
});

test('characters are counted as the server counts them', async () => {
  expect(isTooShort('e\u0301'.repeat(14))).toBe(true);
  expect(isTooShort('😀'.repeat(14))).toBe(true);
  expect(isTooShort('😀'.repeat(15))).toBe(false);
});

test('what the server refuses for its length is weak, however odd its characters', async () => {
  expect(strengthOf('kX9#vQ2!mZ', [])).toMatchObject({ score: 1, isTooShort: true });
  expect(strengthOf('kX9#vQ2!mZtr7&w', [])).toMatchObject({ score: 4, isTooShort: false });
});

test('what is made of the product’s or the person’s name is weaker than others', async () => {
  expect(strengthOf('harborq2026harborq', []).score).toBe(4);
  expect(strengthOf('safejwt2026safejwt', []).score).toBeLessThan(4);
  const user = ['montgomery-quillfeather', 'montgomery@waverly-harbour.example'];
  expect(strengthOf('quillfeatherwaverly', []).score).toBeGreaterThan(2);
  expect(strengthOf('quillfeatherwaverly', user).score).toBeLessThan(3);
});
