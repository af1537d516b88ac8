import type { User } from '../types.js';
import type { AllauthTransport } from './transport.js';
import type { AllauthEmail, AllauthPhone, AllauthStep, AllauthUser } from './types.js';

/** Email addresses, and their confirmation by a code or by the key of a link. */
export interface AllauthEmails<TUser extends User> {
  list(): Promise<readonly AllauthEmail[]>;
  /** Adds an address. In the step `verify_email`, replaces the address that is to be confirmed. */
  add(email: string): Promise<readonly AllauthEmail[]>;
  remove(email: string): Promise<readonly AllauthEmail[]>;
  makePrimary(email: string): Promise<readonly AllauthEmail[]>;
  /** Sends the email to confirm an address again. */
  requestVerification(email: string): Promise<void>;
  /** Sends the code of the step `verify_email` again. */
  resend(): Promise<void>;
  /** Returns whose address a key or a code confirms. */
  check(key: string): Promise<{ email: string; user: AllauthUser }>;
  /** Confirms an address. Without a pending login, `none` is its success. */
  verify(key: string): Promise<AllauthStep<TUser>>;
}

export interface AllauthPhones<TUser extends User> {
  list(): Promise<readonly AllauthPhone[]>;
  /** Changes the number, also that of the step `verify_phone`. The new one is to be confirmed. */
  change(phone: string): Promise<readonly AllauthPhone[]>;
  resend(): Promise<void>;
  verify(code: string): Promise<AllauthStep<TUser>>;
}

export interface AllauthPasswords<TUser extends User> {
  /** Sends a link, then the step is `none`; or a code, then it is `password_reset_by_code`. */
  request(email: string): Promise<AllauthStep<TUser>>;
  /** Returns whose password a key or a code resets. */
  check(key: string): Promise<{ user: AllauthUser }>;
  /** Sets the password. `none` is a success: the user can log in. */
  reset(key: string, password: string): Promise<AllauthStep<TUser>>;
  /** `current_password` is left out by a user who has none yet. */
  change(passwords: { current_password?: string; new_password: string }): Promise<AllauthStep<TUser>>;
}

export function createEmails<TUser extends User>({ read, step }: AllauthTransport<TUser>): AllauthEmails<TUser> {
  const path = 'account/email';
  return {
    list: () => read('GET', path),
    add: (email) => read('POST', path, { body: { email } }),
    remove: (email) => read('DELETE', path, { body: { email } }),
    makePrimary: (email) => read('PATCH', path, { body: { email, primary: true } }),
    requestVerification: (email) => read('PUT', path, { body: { email } }),
    resend: () => read('POST', 'auth/email/verify/resend'),
    check: (key) => read('GET', 'auth/email/verify', { headers: { 'X-Email-Verification-Key': key } }),
    verify: (key) => step('POST', 'auth/email/verify', { body: { key } }),
  };
}

export function createPhones<TUser extends User>({ read, step }: AllauthTransport<TUser>): AllauthPhones<TUser> {
  return {
    list: () => read('GET', 'account/phone'),
    change: (phone) => read('POST', 'account/phone', { body: { phone } }),
    resend: () => read('POST', 'auth/phone/verify/resend'),
    verify: (code) => step('POST', 'auth/phone/verify', { body: { code } }),
  };
}

export function createPasswords<TUser extends User>({ read, step }: AllauthTransport<TUser>): AllauthPasswords<TUser> {
  return {
    request: (email) => step('POST', 'auth/password/request', { body: { email } }),
    check: (key) => read('GET', 'auth/password/reset', { headers: { 'X-Password-Reset-Key': key } }),
    reset: (key, password) => step('POST', 'auth/password/reset', { body: { key, password } }),
    change: (body) => step('POST', 'account/password/change', { body }),
  };
}
