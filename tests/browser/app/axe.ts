import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules whose outcome depends on the color scheme. */
export const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** What axe reports for the page as it is now, of any impact, each with its element. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  // There are no frames, for which it would open another page each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ target }) => `${id} (${impact}): ${help}: ${target.join(' ')}`),
  );
}

/** Expects no violation in dark and in light mode, which the open page follows. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    // Soft, so that one run reports everything.
    const found = await violations(page, colorScheme === 'dark' ? COLOR_RULES : undefined);
    expect.soft(found, `${name}, ${colorScheme}`).toEqual([]);
  }
}
