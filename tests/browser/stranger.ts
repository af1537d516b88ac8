import { newPerson, type Person } from './person.ts';
import { origin } from './servers.ts';

/** Somebody with an account and a session of his own, got without a browser, and the values of its two cookies. */
export interface Stranger extends Person {
  refresh: string;
  csrf: string;
}

export async function stranger(mode: 'production' | 'crossSite'): Promise<Stranger> {
  const person = newPerson();
  const { csrf } = cookiesOf(await fetch(`${origin(mode)}/users/csrf/`));
  const headers = {
    'Content-Type': 'application/json',
    Cookie: `__Host-csrftoken=${csrf}`,
    'X-CSRFToken': csrf,
  };
  const body = JSON.stringify(person);
  const answer = await fetch(`${origin(mode)}/users/`, { method: 'POST', headers, body });
  if (answer.status !== 201) throw new Error(`Signing up was answered with ${answer.status}.`);
  return { ...person, ...cookiesOf(answer) };
}

function cookiesOf(answer: Response): { refresh: string; csrf: string } {
  const value = (name: string) =>
    answer.headers
      .getSetCookie()
      .find((line) => line.startsWith(`${name}=`))
      ?.split(/[=;]/)[1] ?? '';
  return { refresh: value('__Host-Http-refreshtoken'), csrf: value('__Host-csrftoken') };
}
