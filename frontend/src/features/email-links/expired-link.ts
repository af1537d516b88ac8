import type { AuthError } from 'safejwt-js';

/** Whether the server refused the token of the link, and not another field. */
export function isExpiredLink({ code, fields }: AuthError): boolean {
  return code === 'link_invalid' || 'token' in fields;
}
