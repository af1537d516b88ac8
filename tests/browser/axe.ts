import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules whose outcome another color scheme can change. */
const RULES_OF_COLORS = ['color-contrast', 'link-in-text-block'];

/** What axe holds against the page as it is now, grave or not, each with the elements it means. */
export async function problems(page: Page, rules?: string[]): Promise<string[]> {
  // There are no frames, for which it would open another page each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ target }) => `${id} (${impact}): ${help}: ${target.join(' ')}`),
  );
}

/** Axe has nothing against the page, in light and in dark: the page follows the system, and is not loaded again. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    // Soft, so that one run tells all there is to mend.
    const found = await problems(page, colorScheme === 'dark' ? RULES_OF_COLORS : undefined);
    expect.soft(found, `${name}, ${colorScheme}`).toEqual([]);
  }
}
