import { type BrowserContext, expect } from '@playwright/test';

/** Logs this browser in over the API. Its pages find the session when they load. */
export async function logIn({ request }: BrowserContext, username: string, password: string): Promise<void> {
  const { csrfToken } = await (await request.get('/users/csrf/')).json();
  const options = { data: { username, password }, headers: { 'X-CSRFToken': csrfToken } };
  const response = await request.post('/users/login/', options);
  expect(response.ok(), `The login is refused with ${response.status()}.`).toBe(true);
}
