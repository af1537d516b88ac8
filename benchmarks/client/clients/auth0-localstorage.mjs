import { create } from './auth0.mjs';

export const { signIn, resume, call, state } = create('localstorage');
