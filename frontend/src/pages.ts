import { part } from './part';

/** The pages, each in a part of its own. */
export const pages = {
  home: part(() => import('./pages/home/home').then(({ HomePage }) => ({ default: HomePage }))),
  login: part(() => import('./pages/login').then(({ LoginPage }) => ({ default: LoginPage }))),
  register: part(() => import('./pages/register').then(({ RegisterPage }) => ({ default: RegisterPage }))),
  account: part(() => import('./pages/account/account')),
  forgotPassword: part(() =>
    import('./pages/mail/forgot-password').then(({ ForgotPasswordPage }) => ({ default: ForgotPasswordPage })),
  ),
  resetPassword: part(() =>
    import('./pages/mail/reset-password').then(({ ResetPasswordPage }) => ({ default: ResetPasswordPage })),
  ),
  mailConfirmation: part(() =>
    import('./pages/mail/mail-confirmation').then(({ MailConfirmationPage }) => ({ default: MailConfirmationPage })),
  ),
};

/** What stands around some of the pages. */
export const queries = part(() => import('./components/queries'));

/** The parts each address needs, by its beginning; other addresses need none. */
const places: Readonly<Record<string, readonly { fetch(): Promise<unknown> }[]>> = {
  '': [pages.home],
  login: [pages.login],
  register: [pages.register],
  account: [queries, pages.account],
  'forgot-password': [pages.forgotPassword],
  'reset-password': [pages.resetPassword],
  'verify-email': [queries, pages.mailConfirmation],
  'confirm-email': [queries, pages.mailConfirmation],
};

/** Fetches the page before the router asks for it. */
export function fetchPageAt(pathname: string): void {
  const first = pathname.split('/')[1] ?? '';
  if (!Object.hasOwn(places, first)) return;
  for (const part of places[first] ?? []) {
    // Whoever shows it asks again, and says that it could not be loaded.
    part.fetch().catch(() => undefined);
  }
}
