/** By the values of RFC 8176. `mfa` says that there were two factors, which the list of them shows. */
const NAMES: Readonly<Record<string, string>> = {
  pwd: 'Password',
  otp: 'Code of an app',
  hwk: 'Passkey',
  swk: 'Passkey',
  sms: 'Code by SMS',
};

/** How a user has logged in. A mailed code, a sign-up and a provider have no value of their own. */
export function methodNames(amr: readonly string[]): string {
  const names = amr.flatMap((method) => NAMES[method] ?? []);
  return names.length > 0 ? names.join(' and ') : 'Email or provider';
}
