import { createAuthClient } from 'safejwt-js';

const client = createAuthClient();

export const signIn = () => client.login({ username: 'ada', password: 'x' });
export const resume = () => client.restore();
export const call = async () => (await client.fetch('/api/thing')).ok;
export const state = () => client.getState().status;
