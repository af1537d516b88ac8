/** What can be said without the server; it has the last word. Each returns the sentence to show, or `null`. */

export function checkUsername(value: string): string | null {
  return value.trim() === '' ? 'Enter a username.' : null;
}

export function checkEmail(value: string): string | null {
  if (value.trim() === '') return 'Enter an e-mail address.';
  return /^\S+@\S+\.\S+$/.test(value.trim()) ? null : 'Enter an e-mail address like name@example.org.';
}
