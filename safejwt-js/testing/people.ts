import { invalid } from './refusals.js';

/** An account of the test server. */
export interface Person {
  readonly id: number;
  username: string;
  email: string;
  password: string;
  /** A deactivated user cannot log in, and their sessions have ended. */
  isActive: boolean;
  /** Milliseconds. */
  readonly dateJoined: number;
  lastLogin: number | null;
}

/** An account that exists when the test begins. */
export interface PersonOptions {
  username: string;
  /** Default: the username at example.org. */
  email?: string;
  /** Default `right`. */
  password?: string;
  isActive?: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

const commonPasswords = ['1234567', '12345678', '123456789', 'password', 'password1', 'qwerty123'];

/** Accounts, with the validation of the reference project. */
export class People {
  readonly #now: () => number;
  readonly #people: Person[] = [];
  #serial = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  add({ username, email = `${username}@example.org`, password = 'right', isActive = true }: PersonOptions): Person {
    this.#serial += 1;
    const id = this.#serial;
    const person = { id, username, email, password, isActive, dateJoined: this.#now(), lastLogin: null };
    this.#people.push(person);
    return person;
  }

  /** Finds an account by username or email address. */
  find(name: string): Person | undefined {
    return this.#people.find(({ username, email }) => username === name || isSame(email, name));
  }

  remove(person: Person): void {
    this.#people.splice(this.#people.indexOf(person), 1);
  }

  /** Adds the account of a registration; throws a refusal. */
  register(fields: Fields): Person {
    return this.add(this.#validate(fields, ['username', 'email', 'password']) as unknown as PersonOptions);
  }

  /**
   * Changes the given fields; all are required unless `isPartial`. Returns whether the password
   * changed; throws a refusal.
   */
  update(person: Person, fields: Fields, isPartial: boolean): boolean {
    const accepted = this.#validate(fields, isPartial ? [] : ['username', 'email'], person);
    const { current_password: current } = readTexts(fields, ['current_password'], []);
    const isNewPassword = accepted.password !== undefined;
    if (isNewPassword && current === undefined) {
      throw invalid({ current_password: ['Your current password is needed for this.'] });
    }
    if (isNewPassword && current !== person.password) {
      throw invalid({ current_password: ['This is not your current password.'] });
    }
    if (isNewPassword && current === accepted.password) {
      throw invalid({ password: ['This is your password already. Choose another one.'] });
    }
    Object.assign(person, accepted);
    return isNewPassword;
  }

  #validate(fields: Fields, required: readonly string[], self?: Person): Record<string, string> {
    const accepted = readTexts(fields, ['username', 'email', 'password'], required);
    const { username, email, password } = accepted;
    const reasons: Record<string, string[]> = {};
    if (username !== undefined && this.#isTaken('username', username, self)) {
      reasons.username = ['This username is taken.'];
    }
    const emailFault = email === undefined ? null : this.#emailFault(email, self);
    if (emailFault) reasons.email = [emailFault];
    const faults = password === undefined ? [] : passwordFaults(password);
    if (Object.keys(reasons).length === 0 && faults.length > 0) reasons.password = faults;
    if (Object.keys(reasons).length > 0) throw invalid(reasons);
    return accepted;
  }

  #emailFault(email: string, self: Person | undefined): string | null {
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return 'This is not a valid email address.';
    if (self)
      return email === self.email ? null : 'Another address needs an emailed link. Ask for it at email/change/.';
    return this.#isTaken('email', email, self) ? 'This email address has already been registered.' : null;
  }

  #isTaken(field: 'username' | 'email', value: string, self: Person | undefined): boolean {
    return this.#people.some((person) => person !== self && isSame(person[field], value));
  }
}

/**
 * Returns the strings among `names` that were sent; throws a refusal for other types and for
 * missing fields.
 */
export function readTexts<TName extends string>(
  fields: Fields,
  names: readonly TName[],
  required: readonly string[],
): Partial<Record<TName, string>> {
  const reasons: Record<string, string[]> = {};
  const texts: Partial<Record<TName, string>> = {};
  for (const name of names) {
    const value = fields[name];
    if (value === undefined && required.includes(name)) reasons[name] = ['This field is required.'];
    else if (value === null) reasons[name] = ['This field may not be null.'];
    else if (value === '') reasons[name] = ['This field may not be blank.'];
    else if (typeof value === 'string') texts[name] = value;
    else if (value !== undefined) reasons[name] = ['Not a valid string.'];
  }
  if (Object.keys(reasons).length > 0) throw invalid(reasons);
  return texts;
}

function passwordFaults(password: string): string[] {
  const faults: string[] = [];
  if (password.length < 8) faults.push('This password is too short. It must contain at least 8 characters.');
  if (commonPasswords.includes(password.toLowerCase())) faults.push('This password is too common.');
  return faults;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
