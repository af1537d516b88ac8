import type { AuthError } from 'safejwt-js';

/** Whether the server refused the token of the link, and not what else was sent with it. */
export function isOldLink({ code, fields }: AuthError): boolean {
  return code === 'link_invalid' || 'token' in fields;
}
