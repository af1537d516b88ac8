import { expect, type Page, test } from '@playwright/test';
import { openSection } from '../../app/pages.ts';
import { logIn, logOut, newUser, register, signUp, submitLogin } from '../../app/user.ts';
import { origin } from '../../server/servers.ts';

test.use({ baseURL: origin('production') });

/** Collects what the page does against its policy: the browser's reports and its console messages. */
async function watchViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { reportViolation(text: string): void }).reportViolation;
      report(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
    });
  });
  page.on('console', (message) => {
    if (/Content.Security.Policy|TrustedHTML|TrustedScript/i.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(String(error)));
  return violations;
}

test('the app never violates its Content-Security-Policy or Trusted Types', async ({ context, page }) => {
  const violations = await watchViolations(page);
  const response = await page.goto('/');
  const policy = (await response?.headerValue('content-security-policy')) ?? '';
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe');

  await page.goto('/login');
  await submitLogin(page, newUser());
  await expect(page.getByRole('alert')).toBeVisible();
  const user = await signUp(context);
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: scheme === 'dark' ? 390 : 1280, height: 800 });
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  for (const tab of ['password', 'email', 'devices', 'danger']) {
    await page.goto(`/account/${tab}`);
    await expect(openSection(page).getByRole('heading').first()).toBeVisible();
  }
  await page.goto('/account/password');
  await page.getByLabel('New password', { exact: true }).fill('quietquietquiet');
  await expect(page.getByText(/^(Very weak|Weak)/)).toBeVisible();
  await page.goto('/nowhere');
  await page.goto('/');
  await logOut(page, user);
  await logIn(page, user);
  expect(violations).toEqual([]);
});

test('the policy blocks injected scripts, and the blocks are reported', async ({ page }) => {
  const violations = await watchViolations(page);
  await page.goto('/login');
  const done = await page.evaluate(async () => {
    // In a task of its own: DevTools may evaluate in spite of the policy.
    await new Promise((resolve) => setTimeout(resolve));
    const attempts: Record<string, () => unknown> = {
      script: () => {
        const script = document.createElement('script');
        script.textContent = 'window.injected = true';
        document.body.append(script);
      },
      html: () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.injected = true">'),
      evaluated: () => new Function('window.injected = true')(),
      attribute: () => {
        document.body.setAttribute('onclick', 'window.injected = true');
        document.body.click();
      },
    };
    const refused = Object.keys(attempts).filter((name) => {
      try {
        attempts[name]?.();
        return false;
      } catch {
        return true;
      }
    });
    return { refused, injected: 'injected' in window };
  });
  expect(done).toEqual({ refused: ['script', 'html', 'evaluated', 'attribute'], injected: false });
  expect(violations.length).toBeGreaterThan(0);
});

test('logout deletes nothing of others: no cookie, no color scheme, no cache', async ({ page, context }) => {
  const user = await register(page);
  await page.evaluate(() => localStorage.setItem('mantine-color-scheme-value', 'dark'));
  await context.addCookies([{ name: 'neighbour', value: 'kept', domain: 'localhost', path: '/' }]);
  const response = await logOut(page, user);
  expect(await response.headerValue('clear-site-data')).toBeNull();
  expect((await context.cookies()).map(({ name }) => name)).toContain('neighbour');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});
