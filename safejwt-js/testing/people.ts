import { invalid } from './refusals.js';

/** An account of the test server. */
export interface Person {
  readonly id: number;
  username: string;
  email: string;
  password: string;
  /** Deactivated people cannot sign in, and their sessions are over. */
  isActive: boolean;
  /** Milliseconds. */
  readonly dateJoined: number;
  lastLogin: number | null;
}

/** Who has an account when the test begins. */
export interface PersonOptions {
  username: string;
  /** Default the name at example.org. */
  email?: string;
  /** Default `right`. */
  password?: string;
  isActive?: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface People {
  add(options: PersonOptions): Person;
  /** By name, or by e-mail address. */
  find(name: string): Person | undefined;
  remove(person: Person): void;
  /** The account that a registration asks for; throws a refusal. */
  register(fields: Fields): Person;
  /** Changes what is sent, all of it if it is not `partial`; throws a refusal. Returns whether the password was. */
  update(person: Person, fields: Fields, partial: boolean): boolean;
}

const commonPasswords = ['1234567', '12345678', '123456789', 'password', 'password1', 'qwerty123'];

/** Accounts, with the rules of the reference project. */
export function createPeople(now: () => number): People {
  const people: Person[] = [];
  let serial = 0;

  function add({ username, email = `${username}@example.org`, password = 'right', isActive = true }: PersonOptions) {
    serial += 1;
    const person = { id: serial, username, email, password, isActive, dateJoined: now(), lastLogin: null };
    people.push(person);
    return person;
  }

  function check(fields: Fields, required: readonly string[], self?: Person): Record<string, string> {
    const accepted = readTexts(fields, ['username', 'email', 'password'], required);
    const { username, email, password } = accepted;
    const others = people.filter((person) => person !== self);
    const reasons: Record<string, string[]> = {};
    if (username !== undefined && others.some((other) => isSame(other.username, username))) {
      reasons.username = ['A user with that username already exists.'];
    }
    if (email !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
      reasons.email = ['Enter a valid email address.'];
    else if (self !== undefined && email !== undefined && email !== self.email) {
      reasons.email = ['Another address is confirmed by the link of a mail: ask for it at email/change/.'];
    } else if (email !== undefined && others.some((other) => isSame(other.email, email))) {
      reasons.email = ['This email has already been registered.'];
    }
    if (Object.keys(reasons).length === 0 && password !== undefined && passwordFaults(password).length > 0) {
      reasons.password = passwordFaults(password);
    }
    if (Object.keys(reasons).length > 0) throw invalid(reasons);
    return accepted;
  }

  return {
    add,
    find: (name) => people.find(({ username, email }) => username === name || isSame(email, name)),
    remove: (person) => void people.splice(people.indexOf(person), 1),
    register: (fields) => add(check(fields, ['username', 'email', 'password']) as unknown as PersonOptions),
    update(person, fields, partial) {
      const accepted = check(fields, partial ? [] : ['username', 'email'], person);
      const { current_password: current } = readTexts(fields, ['current_password'], []);
      const needsCurrent = accepted.password !== undefined;
      if (needsCurrent && current === undefined) {
        throw invalid({ current_password: ['Your current password is needed for this.'] });
      }
      if (needsCurrent && current !== person.password) {
        throw invalid({ current_password: ['This is not your current password.'] });
      }
      Object.assign(person, accepted);
      return accepted.password !== undefined;
    },
  };
}

/** The texts among `names` that were sent; throws a refusal of what is no text, and of what is missing. */
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
